"""The details of a symbol as rows: headings, text, and entries that open something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracer.tui.gateway import MEMBERS, Details, OpEntry, Place
from tracer.tui.models.kinds import badge
from tracer.tui.models.text import Span, neutralise

KERNELS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class DetailRow:
    """`key` opens a symbol, `place` a line of a file, `url` a page; `copy` is what `y` copies. A heading has none."""

    spans: tuple[Span, ...]
    key: str | None = None
    place: Place | None = None
    copy: str | None = None
    url: str | None = None
    heading: bool = False

    @property
    def opens(self) -> bool:
        return self.key is not None or self.place is not None or self.url is not None


def rows(details: Details) -> tuple[DetailRow, ...]:
    """Everything about a symbol, top down: what it is, how it is reached, what it is made of, where it lies."""
    return (
        *_identity(details),
        *_exports(details),
        *_chain(details),
        *_mro(details),
        *_ops(details.ops, None if details.ref.kind == "op" else KERNELS_SHOWN),
        *_counterpart(details),
        *_permalink(details),
    )


def _text(text: str, role: str = "") -> DetailRow:
    return DetailRow(((neutralise(text), role),))


def _heading(text: str, count: int = 0) -> DetailRow:
    spans: tuple[Span, ...] = ((text, "heading"),)
    return DetailRow((*spans, (f"  {count}", "dim")) if count else spans, heading=True)


def _identity(details: Details) -> Iterator[DetailRow]:
    ref = details.ref
    by_heir = ref.kind in MEMBERS and _class_of(ref.name) != _class_of(details.qualname)
    short = ".".join(ref.name.split(".")[-2:]) if by_heir else ref.short
    yield DetailRow((badge(ref.kind), (f" {neutralise(short)}", "title")), copy=ref.name)
    if ref.name != short:
        yield DetailRow(((neutralise(ref.name), "name"),), copy=ref.name)
    if by_heir:
        yield _text(f"defined as {details.module}.{details.qualname}", "dim")
    origin = {"generated": "generated op wrapper", "builtin": "builtin, no Python source", "stub": "type stub"}
    kind = f"{ref.kind}{', ' + origin[details.origin] if details.origin in origin else ''}"
    yield _text(kind + ("  public" if ref.public else "  private"), "dim")
    if details.signature is not None:
        yield _text(f"{details.qualname.rpartition('.')[2]}{details.signature}", "signature")
    if ref.place is not None:
        yield DetailRow(((neutralise(str(ref.place)), "place"),), place=ref.place, copy=str(ref.place))
    for warning in details.warnings:
        yield _text(f"⚠ {warning}", "warning")


def _class_of(name: str) -> str:
    """The class in the name of a member."""
    return name.rpartition(".")[0].rpartition(".")[2]


def _exports(details: Details) -> Iterator[DetailRow]:
    if details.exports:
        yield _heading("Public names", len(details.exports))
    for name in details.exports:
        yield DetailRow((("  ", ""), (neutralise(name), "name")), copy=name)


def _chain(details: Details) -> Iterator[DetailRow]:
    if details.chain:
        yield _heading("Alias chain", len(details.chain))
    for number, step in enumerate(details.chain, 1):
        where = f"\n     {neutralise(str(step.place))}" if step.place else ""
        yield DetailRow(
            ((f"  {number} ", "dim"), (f"{step.step} ", "step"), (neutralise(step.text.strip()), ""), (where, "place")),
            place=step.place,
        )


def _mro(details: Details) -> Iterator[DetailRow]:
    if details.mro:
        yield _heading("MRO", len(details.mro))
    for number, (name, key) in enumerate(details.mro, 1):
        module, _, last = neutralise(name).rpartition(".")
        yield DetailRow(((f"  {number} ", "dim"), (last, "name" if key else ""), (f"  {module}", "dim")), key=key)


def _ops(ops: tuple[OpEntry, ...], limit: int | None) -> Iterator[DetailRow]:
    for op in ops:
        yield _heading(f"Op {neutralise(op.name)}")
        if op.place is not None:
            yield _entry("registered", op.place)
        for place in op.api_def:
            yield _entry("API definition", place)
        for gradient in op.gradients:
            yield _entry(f"∇ {gradient.function or 'no gradient'}", gradient.place)
        for kernel in op.kernels[:limit]:
            types = ", ".join(kernel.types) or "any type"
            yield _entry(f"κ {kernel.device or 'any device'}  {types}", kernel.place)
            if kernel.implementation is not None:
                yield _entry(f"    {kernel.kernel_class or 'class'}", kernel.implementation)
        if limit is not None and len(op.kernels) > limit:
            more = f"  … and {len(op.kernels) - limit} more kernels: ⏎ opens the op with all of them"
            yield DetailRow(((more, "more"),), key=f"op:{op.name}")


def _entry(label: str, place: Place) -> DetailRow:
    return DetailRow(((f"  {neutralise(label)}", ""), (f"\n     {neutralise(str(place))}", "place")), place=place)


def _counterpart(details: Details) -> Iterator[DetailRow]:
    mirror = details.counterpart
    if mirror is not None:
        yield _heading("Counterpart")
        spans: tuple[Span, ...] = (("  ", ""), (neutralise(mirror.name), "name"), ("   r both", "dim"))
        yield DetailRow(spans, key=mirror.key)


def _permalink(details: Details) -> Iterator[DetailRow]:
    if details.url:
        yield _heading("Permalink")
        yield DetailRow(((f"  {neutralise(details.url)}", "link"),), copy=details.url, url=details.url)
