"""Private names: what a class calls `__name` in its body is its own, and known outside as `_Class__name`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls.values import Class, Code, Function

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame


def mangled(name: str, cls: str) -> str:
    """What `name` is in the body of a class of this name."""
    if name[:2] != "__" or name[-2:] == "__":
        return name
    short = cls.lstrip("_")
    return f"_{short}{name}" if short else name


def attribute(frame: Frame, name: str) -> str:
    """What an attribute is called that is written as `name` in what `frame` runs."""
    if name[:2] != "__" or name[-2:] == "__":
        return name
    cls = _around(frame)
    return mangled(name, cls.name) if cls is not None else name


def _around(frame: Frame) -> Class | None:
    """The innermost class in whose body this stands."""
    if frame.cls is not None:
        return frame.cls
    code: Code | None = frame.code
    while isinstance(code, Function):
        if code.owner is not None:
            return code.owner
        code = code.parent
    return None
