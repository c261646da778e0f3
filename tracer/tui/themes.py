"""The two themes, and the colours of source code for any theme."""

from __future__ import annotations

from textual.theme import Theme

DARK_COLOURS = {
    "muted": "#8B95A9",
    "faint": "#4F5A70",
    "line": "#2C3549",
    "syntax-keyword": "#C792EA",
    "syntax-string": "#A5D6A7",
    "syntax-docstring": "#7FA08A",
    "syntax-comment": "#6B7A90",
    "syntax-number": "#F78C6C",
    "syntax-function": "#82AAFF",
    "syntax-class": "#FFCB6B",
    "syntax-decorator": "#F2A65A",
    "syntax-builtin": "#89DDFF",
}
LIGHT_COLOURS = {
    "muted": "#667080",
    "faint": "#A6AEBA",
    "line": "#C5CCD6",
    "syntax-keyword": "#7C3AAD",
    "syntax-string": "#2E7D32",
    "syntax-docstring": "#4E7A57",
    "syntax-comment": "#6E7781",
    "syntax-number": "#B5471B",
    "syntax-function": "#1A5FB4",
    "syntax-class": "#8A5A00",
    "syntax-decorator": "#A6500B",
    "syntax-builtin": "#00708A",
}

DARK = Theme(
    name="tracer-dark",
    primary="#FF9D3C",
    secondary="#5EC4D4",
    accent="#7AA2F7",
    foreground="#D5DAE5",
    background="#10131A",
    surface="#151922",
    panel="#1C2230",
    success="#7BD88F",
    warning="#F2C55C",
    error="#FF6B7A",
    dark=True,
    variables={**DARK_COLOURS, "footer-key-foreground": "#FF9D3C", "input-selection-background": "#FF9D3C 35%"},
)
LIGHT = Theme(
    name="tracer-light",
    primary="#B85C00",
    secondary="#0F7285",
    accent="#2456B8",
    foreground="#24292F",
    background="#F6F7F9",
    surface="#FFFFFF",
    panel="#E9ECF1",
    success="#1A7F37",
    warning="#8A6100",
    error="#C4232F",
    dark=False,
    variables={**LIGHT_COLOURS, "footer-key-foreground": "#B85C00"},
)
