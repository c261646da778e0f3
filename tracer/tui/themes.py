"""The two themes, and the colours of source code for any theme."""

from __future__ import annotations

from textual.theme import Theme

DARK_COLOURS = {
    "muted": "#8B95A9",
    "faint": "#616D86",
    "line": "#37425A",
    "selected": "#2B3244",
    "syntax-keyword": "#C792EA",
    "syntax-string": "#A5D6A7",
    "syntax-docstring": "#7FA08A",
    "syntax-comment": "#7E8DA4",
    "syntax-number": "#F78C6C",
    "syntax-function": "#82AAFF",
    "syntax-class": "#FFCB6B",
    "syntax-decorator": "#F2A65A",
    "syntax-builtin": "#89DDFF",
}
LIGHT_COLOURS = {
    "muted": "#5A6474",
    "faint": "#7F8896",
    "line": "#C5CCD6",
    "selected": "#DCE2EA",
    "syntax-keyword": "#7C3AAD",
    "syntax-string": "#29712D",
    "syntax-docstring": "#47714F",
    "syntax-comment": "#636C76",
    "syntax-number": "#A9421A",
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
    primary="#A65200",
    secondary="#0F7285",
    accent="#2456B8",
    foreground="#24292F",
    background="#F6F7F9",
    surface="#FFFFFF",
    panel="#E9ECF1",
    success="#177333",
    warning="#8A6100",
    error="#C4232F",
    dark=False,
    variables={**LIGHT_COLOURS, "footer-key-foreground": "#A65200"},
)


def variables_of(theme: Theme) -> dict[str, str]:
    """What one of these two themes sets in styles."""
    return {**theme.to_color_system().generate(), **theme.variables}
