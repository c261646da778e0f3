"""A definition's source for a terminal: numbered lines, highlighted; what a line calls stands at its end."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.queries.source import Link, SourceText
from tracer.views.confidence import SHAPES, shape
from tracer.views.style import Style
from tracer.views.text import INVISIBLE, plain, shown_width

_NAMED = 3
"""So many of a line's calls are named, the surest."""
_IMPLICIT = ("attribute", "operator", "subscript", "iterate", "with")
_SURENESS = {confidence: order for order, confidence in enumerate(("observed", "exact", "inferred", "candidate"))}


def render_source(name: str, text: SourceText, style: Style) -> Iterator[str]:
    """A heading, then each line with its number and the functions of the snapshot that it calls; builtins are not
    named."""
    yield f"{style(name, 'bold')}  {style(f'{text.file}:{text.first_line}', 'cyan')}"
    if text.changed:
        yield style(text.note, "yellow")
    by_line: dict[int, list[Link]] = {}
    for link in text.links:
        if not link.callee.startswith("<"):
            by_line.setdefault(link.line, []).append(link)
    width = len(str(text.first_line + len(text.lines)))
    for number, line in enumerate(_highlighted(text, style), text.first_line):
        calls = _calls(by_line.get(number, []))
        numbered = f"{style(str(number).rjust(width), 'dim')}  {line}"
        yield from _beside(numbered, style(calls, "dim"), style, " " * (width + 2 + _indent(line) + 4))
    if by_line:
        yield style("  ".join(f"{glyph} {confidence}" for confidence, glyph in SHAPES.items()), "dim")


def _beside(line: str, calls: str, style: Style, below: str) -> list[str]:
    """A line of code with its calls at its end; below it where the terminal has no room there. Code is never folded."""
    if not calls:
        return [line]
    whole = f"{line}  {calls}"
    if style.width is None or shown_width(whole) <= style.width:
        return [whole]
    return [line, *style.fold(f"{below}{calls}", below + "  ")]


def _indent(line: str) -> int:
    shown = INVISIBLE.sub("", line)
    return len(shown) - len(shown.lstrip())


def _calls(links: list[Link]) -> str:
    """The calls written in a line; what Python calls by itself (operators, attributes) where there are no others."""
    written = [link for link in links if link.kind not in _IMPLICIT] or links
    sure = sorted(written, key=lambda link: (_SURENESS.get(link.confidence, len(_SURENESS)), link.column))
    names = list(dict.fromkeys(f"{shape(link.confidence)} {_short(link.callee)}" for link in sure))
    more = f"  … {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return "  ".join(names[:_NAMED]) + more


def _short(callee: str) -> str:
    """`Class.method` or `function`; a module or op by its last part."""
    module, _, qualname = callee.partition(":")
    return qualname.replace("<locals>.", "") or module.rpartition(".")[2]


def _highlighted(text: SourceText, style: Style) -> list[str]:
    """The lines made safe for a terminal, with colours where there are colours."""
    safe = [plain(line.rstrip("\r")) for line in text.lines]
    if not style.color:
        return safe
    from pygments import highlight
    from pygments.formatters import TerminalFormatter
    from pygments.lexers import CppLexer, PythonLexer

    lexer = (PythonLexer if text.file.endswith((".py", ".pyi")) else CppLexer)(stripnl=False, ensurenl=False)
    colored = highlight("\n".join(safe), lexer, TerminalFormatter())
    return colored.rstrip("\n").split("\n") if colored.count("\n") >= len(safe) - 1 else safe
