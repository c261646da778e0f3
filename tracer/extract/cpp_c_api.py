"""Ops and kernels registered through TensorFlow's C API (tensorflow/c/ops.h, tensorflow/c/kernels.h)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tracer.extract.cpp_registrations import device_name, string_value
from tracer.facts import KernelRegistration, OpArgument, OpAttribute, OpRegistration

_TEXT = r"\s*((?:\"(?:[^\"\\\n]|\\.)*\"\s*)+)"
_OP = re.compile(r"TF_NewOpDefinitionBuilder\(" + _TEXT + r"\)")
_CALL = re.compile(
    r"TF_OpDefinitionBuilder(AddInput|AddOutput|AddAttr|SetIs\w+)\(\s*\w+\s*,(?:" + _TEXT + r"\)|[^;]*;)"
)
_END = re.compile(r"TF_(?:RegisterOpDefinition|DeleteOpDefinitionBuilder)\(")
_KERNEL = re.compile(r"TF_NewKernelBuilder\(" + _TEXT + r",\s*([\w:]+)\s*,")
_CONSTRAINT = re.compile(r"\s*TF_KernelBuilder_TypeConstraint\(")

HINTS = (b"TF_NewOpDefinitionBuilder(", b"TF_NewKernelBuilder(")


def ops(text: str, line: Callable[[int], int]) -> Iterator[OpRegistration]:
    """The ops that `text` builds; `line` gives the line of an offset. Spellings are not yet interpreted."""
    for match in _OP.finditer(text):
        end = _END.search(text, match.end())
        calls = list(_CALL.finditer(text, match.end(), end.start() if end else len(text)))
        texts = {name: [call[2] for call in calls if call[1] == name and call[2]] for name in ("AddInput", "AddOutput")}
        yield OpRegistration(
            name=match[1],
            line=line(match.start()),
            end_line=line(end.start() if end else match.end()),
            inputs=tuple(OpArgument(value, "") for value in texts["AddInput"]),
            outputs=tuple(OpArgument(value, "") for value in texts["AddOutput"]),
            attributes=tuple(OpAttribute(call[2], "") for call in calls if call[1] == "AddAttr" and call[2]),
            flags=tuple(call[1] for call in calls if call[1].startswith("SetIs")),
            partial=None if end else "its registration is not found",
        )


def kernels(text: str, line: Callable[[int], int]) -> Iterator[KernelRegistration]:
    """The kernels that `text` builds; type constraints set by a template argument are not known."""
    for match in _KERNEL.finditer(text):
        end = text.find(";", match.end())
        constrained = _CONSTRAINT.match(text, end + 1) if end >= 0 else None
        name = string_value(match[1], {})
        yield KernelRegistration(
            op=f'"{name}"',
            line=line(match.start()),
            end_line=line(end if end >= 0 else match.end()),
            device=f'"{device_name(match[2], {})}"',
            partial="its type constraint is set by the program" if constrained else None,
        )
