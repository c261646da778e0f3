"""The answer of `where` for a person to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tracer.linked import WRAPPED, signature_text
from tracer.queries.answers import DELETED, GONE, ChainStep, KernelPlace, Match, WhereAnswer
from tracer.views.style import Style

_LABEL = 12
_HANGING = " " * 4
_BELOW_LABEL = " " * (2 + _LABEL)
_BELOW_STEP = " " * (2 + _LABEL + 10)
_LISTED = 12
_OPS_IN_FULL = 4
"""Of a function or class that runs many ops, the first are shown with their kernels, the others by name."""
_HASH = 12
"""Digits of a hash that are shown: enough for the largest repositories."""

Locate = Callable[[str | None, str | None, int | None], str | None]
"""(source or None where that is not known, path in it, line) -> the absolute path of a file that one can open, the
permalink of one that is on no disk, None if there is neither."""


def render_where(answer: WhereAnswer, style: Style, locate: Locate) -> Iterator[str]:
    """Lines: the best match in full, then the others in a list."""
    first, *others = answer.matches
    yield from render_match(first, style, locate)
    if others:
        yield ""
        yield style(f"{len(others)} more, best first:", "dim")
        width = max(len(match.title) for match in others[:_LISTED])
        for match in others[:_LISTED]:
            dead = f"  {style('dead copy', 'yellow')}" if any(w.startswith("dead copy") for w in match.warnings) else ""
            line = f"  {style(match.title.ljust(width), 'bold')}  {_kind(match)}  {_place(match, style, locate)}{dead}"
            yield from style.fold(line, _HANGING)
        if len(others) > _LISTED:
            yield style(f"  and {len(others) - _LISTED} others: --all --json lists them", "dim")


def render_match(match: Match, style: Style, locate: Locate) -> Iterator[str]:
    """One match in full."""
    signature = style(match.written or signature_text(match.signature))
    yield from style.fold(f"{style(_kind(match), 'magenta')} {style(match.title, 'bold')}{signature}", _HANGING)
    for line in _body(match, style, locate):
        yield from style.fold(line, _BELOW_STEP if line.startswith(_BELOW_LABEL) else _BELOW_LABEL)


def _body(match: Match, style: Style, locate: Locate) -> Iterator[str]:
    gone = [warning for warning in match.warnings if warning in (GONE, DELETED)]
    for warning in gone:
        yield _labelled("note", style(warning, "yellow"), style)
    yield _labelled("at", _place(match, style, locate), style)
    if match.full_name != match.title:
        yield _labelled("defined as", style(match.full_name), style)
    yield from _listed("exported", [style(name, "green") for name in match.exports], style)
    yield from _chain(match, style, locate)
    yield from _listed("bases", [style(name) for name in match.mro[1:]], style, note="in MRO order")
    in_full = _shows_ops(match)
    if in_full:
        yield from _ops(match, style, locate)
    yield from _callers(match, style, locate)
    if match.counterpart is not None:
        twin = match.counterpart
        at = locate(twin.source, twin.file, twin.line)
        place = style.link(f"{twin.file}:{twin.line}", at, "cyan")
        yield _labelled("counterpart", f"{style(twin.symbol)}  {place}", style)
    if not in_full:
        yield _op_names("ops", match.ops, style)
    if match.url is not None:
        yield _labelled("permalink", style.link(match.url, match.url, "blue"), style)
    for warning in (one for one in match.warnings if one not in gone):
        note = f"a decorator wraps it, which takes {signature_text(match.signature)}"
        yield _labelled("note", style(note if warning.startswith(WRAPPED) else warning, "yellow"), style)


def _kind(match: Match) -> str:
    return match.kind if match.origin == "source" else f"{match.origin} {match.kind}"


def _place(match: Match, style: Style, locate: Locate) -> str:
    if match.file is None:
        return style("written in C or C++, without a Python file" if match.origin == "builtin" else "no file", "dim")
    source = match.source or ""
    if match.revision:
        source += f"@{_short(match.revision)}"
    shown = style.link(f"{match.file}:{match.line}", locate(match.source, match.file, match.line), "cyan")
    return f"{shown}  {style(f'({source})', 'dim')}" if source else shown


def _short(revision: str) -> str:
    """A commit's hash as people write it; other names of revisions whole."""
    is_hash = len(revision) in (40, 64) and set(revision) <= set("0123456789abcdef")
    return revision[:_HASH] if is_hash else revision


def _chain(match: Match, style: Style, locate: Locate) -> Iterator[str]:
    for number, step in enumerate(match.chain):
        label = "the way" if number == 0 else ""
        yield _labelled(label, f"{style(step.step.ljust(9), 'dim')} {_step_place(step, match, style, locate)}", style)
        if step.text:
            yield _labelled("", f"{' ' * 9} {style(_one_line(step.text))}", style)


def _step_place(step: ChainStep, match: Match, style: Style, locate: Locate) -> str:
    if step.file is None:
        return style("(generated when TensorFlow is built)", "dim")
    return style.link(f"{step.file}:{step.line}", locate(match.source, step.file, step.line), "cyan")


def _ops(match: Match, style: Style, locate: Locate) -> Iterator[str]:
    def at(row: dict[str, Any]) -> str:
        return _at(row["file"], row["line"], style, locate)

    shown = len(match.ops) if len(match.ops) <= _OPS_IN_FULL + 1 else _OPS_IN_FULL
    for op in match.ops[:shown]:
        yield _labelled("op", f"{style(op['op'], 'bold')}  {at(op)}", style)
        for path in op["api_def"]:
            yield _labelled("", f"api_def   {style.link(path, locate(None, path, None), 'cyan')}", style)
        for (device, file, label), (lines, types) in _grouped(op["kernels"], match.labels).items():
            places = " ".join((at({"file": file, "line": lines[0]}), *(f":{line}" for line in lines[1:])))
            labelled = f"  label {style(label)}" if label else ""
            yield _labelled("", f"kernel    {style(device)} {style(' '.join(types), 'dim')}  {places}{labelled}", style)
        for gradient in op["gradients"]:
            function = gradient["function"] or "not differentiable"
            yield _labelled("", f"gradient  {at(gradient)}  {style(function)}", style)
    rest = match.ops[shown:]
    if rest:
        yield _op_names("other ops", rest, style)


def _shows_ops(match: Match) -> bool:
    """Whether ops are shown in full: one line at the end has those that a method merely comes by."""
    if not match.ops or match.kind != "method":
        return True
    from tracer.queries.ops import is_for_ops

    return is_for_ops(match.qualname, match.ops)


def _op_names(label: str, ops: Iterable[dict[str, Any]], style: Style) -> str:
    names = " ".join(op["op"] for op in ops)
    return _labelled(label, f"{style(names)}  {style('(`tracer where OP` shows each)', 'dim')}", style)


def _grouped(
    kernels: Iterable[dict[str, Any]], labels: Mapping[KernelPlace, tuple[str, ...]]
) -> dict[tuple[str, str, str], tuple[list[int], dict[str, None]]]:
    """Kernels by device, file and label: their lines there, and the types in their order."""
    found: dict[tuple[str, str, str], tuple[list[int], dict[str, None]]] = {}
    for kernel in sorted(kernels, key=lambda kernel: (kernel["device"] or "", kernel["file"], kernel["line"])):
        label = " ".join(labels.get((kernel["device"], kernel["file"], kernel["line"]), ()))
        lines, types = found.setdefault((kernel["device"] or "any device", kernel["file"], label), ([], {}))
        types.update(dict.fromkeys(kernel["types"]))
        if kernel["line"] not in lines:
            lines.append(kernel["line"])
    return found


def _callers(match: Match, style: Style, locate: Locate) -> Iterator[str]:
    for number, (name, file, line) in enumerate(match.op_callers):
        place = _at(file, line, style, locate)
        yield _labelled("called by" if number == 0 else "", f"{style(name)}  {place}", style)


def _at(file: str | None, line: int, style: Style, locate: Locate) -> str:
    """A place of which only the path is known: an op may lie in another source than what runs it."""
    return style("no file") if file is None else style.link(f"{file}:{line}", locate(None, file, line), "cyan")


def _listed(label: str, items: list[str], style: Style, note: str = "") -> Iterator[str]:
    for number, item in enumerate(items):
        suffix = f"  {style(f'({note})', 'dim')}" if note and number == 0 else ""
        yield _labelled(label if number == 0 else "", item + suffix, style)


def _labelled(label: str, text: str, style: Style) -> str:
    return f"  {style(label.ljust(_LABEL), 'dim')}{text}"


def _one_line(text: str, limit: int = 110) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
