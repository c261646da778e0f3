"""A definition's source for a terminal: numbered lines, highlighted, with resolved calls underlined and listed."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.queries.source import Link, SourceText
from tracer.views.style import Style
from tracer.views.text import plain

_ARROW = {"exact": "→", "inferred": "⇢", "candidate": "?", "observed": "◦"}


def render_source(name: str, text: SourceText, style: Style) -> Iterator[str]:
    """A heading, then each line with its number; what a line calls is named at its end."""
    yield f"{style(name, 'bold')}  {style(f'{text.file}:{text.first_line}', 'cyan')}"
    if text.changed:
        yield style("the file changed since it was indexed: calls are not marked", "yellow")
    by_line: dict[int, list[Link]] = {}
    for link in text.links:
        by_line.setdefault(link.line, []).append(link)
    width = len(str(text.first_line + len(text.lines)))
    for number, line in enumerate(_highlighted(text.lines, style), text.first_line):
        calls = _calls(by_line.get(number, []))
        suffix = f"  {style(calls, 'dim')}" if calls else ""
        yield f"{style(str(number).rjust(width), 'dim')}  {line}{suffix}"


def _calls(links: list[Link]) -> str:
    names = dict.fromkeys(f"{_ARROW.get(link.confidence, '→')} {link.callee.replace(':', '.')}" for link in links)
    shown = list(names)[:4]
    return "  ".join(shown) + ("  ..." if len(names) > len(shown) else "")


def _highlighted(lines: tuple[str, ...], style: Style) -> list[str]:
    """The lines made safe for a terminal, with colours where there are colours."""
    safe = [plain(line.rstrip("\r")) for line in lines]
    if not style.color:
        return safe
    from pygments import highlight
    from pygments.formatters import TerminalFormatter
    from pygments.lexers import PythonLexer

    lexer = PythonLexer(stripnl=False, ensurenl=False)
    colored = highlight("\n".join(safe), lexer, TerminalFormatter())
    return colored.rstrip("\n").split("\n") if colored.count("\n") >= len(safe) - 1 else safe
