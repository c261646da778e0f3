"""String arguments of a call that stand for objects, where they stand in the script."""

from __future__ import annotations

from collections.abc import Sequence

from tracer import facts as f
from tracer.queries.explain.identifiers import module_of
from tracer.queries.explain.reports import Reports
from tracer.queries.ranking import TWIN


def library_of(callee: str) -> str:
    """The library whose names strings stand for that are given to a function of this name."""
    return TWIN if callee.partition(".")[0] == TWIN else "keras"


def report_strings(
    reports: Reports, value: f.Expr, argument: str, library: str, call: f.Call, lines: Sequence[str]
) -> None:
    """Report a string that is given to an argument which takes names of objects, also inside lists and dictionaries.

    Args:
        library: see `library_of`.
        lines: those of the block that the call stands in.
    """
    module = module_of(argument)
    if module is None:
        return
    match value:
        case f.Constant(kind="str", value=text):
            reports.identifier(f"{library}.{module}", text, _line_of(text, call, lines))
        case f.Sequence(elements=elements):
            for element in elements:
                report_strings(reports, element, argument, library, call, lines)
        case f.Mapping(items=items):
            for _, element in items:
                report_strings(reports, element, argument, library, call, lines)
        case _:
            pass


def _line_of(text: str, call: f.Call, lines: Sequence[str]) -> int:
    """The line of a call that holds a string; literals have no place of their own in the facts."""
    within = range(call.line, min(call.end_line, len(lines)) + 1)
    return next((n for n in within if f"'{text}'" in lines[n - 1] or f'"{text}"' in lines[n - 1]), call.line)
