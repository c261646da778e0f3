"""Database rows to values and back: JSON for lists, packed integers for call sites."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from typing import Any

from tracer.errors import StoreError
from tracer.linked import Binding, CallEdge, Export, Kernel, Op, Signature, Symbol
from tracer.store.rows import File, Root, SnapshotInfo, Source

_decode_json = json.JSONDecoder().raw_decode
"""`json.loads` of what was encoded here, without its looking for white space around it: half the time."""
_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(values: Iterable[object]) -> str | None:
    """A JSON list, or None for no values."""
    items = list(values)
    return _encode_json(items) if items else None


def pack_json(value: object) -> str:
    return _encode_json(value)


def unpack_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError) as error:
        raise _damaged(error) from error


def unpack(text: str | None) -> tuple[str, ...]:
    try:
        return tuple(_decode_json(text)[0]) if text else ()
    except (ValueError, TypeError) as error:
        raise _damaged(error) from error


def unpack_names(text: str) -> Sequence[str]:
    """As `unpack` of a list of names, which are nothing that JSON would escape: of all classes at once it's quicker."""
    return unpack(text) if "\\" in text else text[2:-2].split('","')


def pack_signature(signature: Signature | None) -> str | None:
    if signature is None:
        return None
    return _encode_json([signature.args, signature.varargs, signature.varkw, signature.kwonly, signature.defaults])


def unpack_signature(text: str | None) -> Signature | None:
    if text is None:
        return None
    try:
        args, varargs, varkw, kwonly, defaults = _decode_json(text)[0]
        return Signature(tuple(args), varargs, varkw, tuple(kwonly), defaults)
    except (ValueError, TypeError) as error:
        raise _damaged(error) from error


_pack_site = struct.Struct("<2I").pack


def pack_sites(sites: Sequence[tuple[int, int]]) -> bytes:
    if len(sites) == 1:
        return _pack_site(*sites[0])
    numbers = [number for site in sites for number in site]
    return struct.pack(f"<{len(numbers)}I", *numbers)


def unpack_sites(data: bytes) -> tuple[tuple[int, int], ...]:
    try:
        return tuple(struct.iter_unpack("<II", data))
    except (struct.error, TypeError) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> StoreError:
    return StoreError(f"the store is damaged, {error}", hint="run `tracer cache clean` and index again")


def source(row: Any) -> Source:
    return Source._make((*row[:-1], unpack_json(row[-1])))


def root(row: Any) -> Root:
    """A directory's details are read for what of it was indexed; those of other kinds say nothing of that."""
    snapshot, kind, path, sha, details = row
    return Root(snapshot, kind, path, sha, str(unpack_json(details).get("only", "")) if kind == "directory" else "")


def file(row: Any) -> File:
    return File._make((*row[:6], bool(row[6]), bool(row[7])))


def snapshot(row: Any) -> SnapshotInfo:
    return SnapshotInfo._make((*row[:-1], unpack_json(row[-1])))


def symbol(row: Any) -> Symbol:
    (key, kind, name, module, qualname, file, line, end_line, parent, signature, bases, mro, origin, canonical, dead,
     warnings) = row  # fmt: skip
    return Symbol(
        key, kind, name, module, qualname, file, line, end_line, parent, unpack_signature(signature), unpack(bases),
        unpack(mro), origin, canonical, bool(dead), unpack(warnings),
    )  # fmt: skip


def export(row: Any) -> Export:
    name, api, symbol, file, line, text, deprecated = row
    return Export(name, api, symbol, file, line, text, bool(deprecated))


def binding(row: Any) -> Binding:
    module, name, step, target, next_module, next_name, *rest = row
    return Binding(module, name, step, target, next_module, next_name, *rest)


def op(row: Any) -> Op:
    (name, file, line, end_line, module, function, signature, endpoints, visibility, api_def, inputs, outputs,
     attributes, partial) = row  # fmt: skip
    return Op(
        name, file, line, end_line, module, function, unpack_signature(signature),
        tuple((endpoint, bool(deprecated)) for endpoint, deprecated in unpack_json(endpoints or "[]")),
        visibility, unpack(api_def), unpack(inputs), unpack(outputs), unpack(attributes), partial,
    )  # fmt: skip


def kernel(row: Any) -> Kernel:
    op, file, line, device, types, kernel_class, class_file, class_line, label, priority, partial = row
    return Kernel(op, file, line, device, unpack(types), kernel_class, class_file, class_line, label, priority, partial)


def edge(row: Any) -> CallEdge:
    caller, callee, label, sites, count = row
    confidence, kind, rule = label.split(" ", 2)
    return CallEdge(caller, callee, confidence, kind, rule, unpack_sites(sites), count)
