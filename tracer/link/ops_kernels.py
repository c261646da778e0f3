"""Kernel classes as symbols: what an op's kernels are implemented by, and where the call graph goes below an op."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracer.linked import Kernel, Symbol

KERNEL = "kernel"
"""What stands for the module in a kernel class's key: `kernel:MatMulOp`."""


def class_name(text: str | None) -> str | None:
    """`functor::Foo<Device, T>` -> `Foo`; of `WrappedClass<...>` the outer one."""
    if not text:
        return None
    names = re.findall(r"[A-Za-z_]\w*", text.partition("<")[0])
    return names[-1] if names else None


def kernel_keys(kernels: Iterable[Kernel]) -> dict[Kernel, str]:
    """The key of each kernel's class. Of classes with one name in several files the later ones get `#2`, `#3` ..."""
    places: dict[str, list[int]] = {}
    found: dict[Kernel, str] = {}
    for kernel in kernels:
        name = class_name(kernel.kernel_class)
        if name is None:
            continue
        files = places.setdefault(name, [])
        file = kernel.file if kernel.class_file is None else kernel.class_file
        if file not in files:
            files.append(file)
        number = files.index(file) + 1
        found[kernel] = f"{KERNEL}:{name}" if number == 1 else f"{KERNEL}:{name}#{number}"
    return found


def class_symbols(kernels: Iterable[Kernel]) -> Iterator[Symbol]:
    """A symbol for each kernel class: where it is defined, or where it is registered if that is not known."""
    told: set[str] = set()
    for kernel, key in kernel_keys(kernels).items():
        if key in told:
            continue
        told.add(key)
        name = key.partition(":")[2].partition("#")[0]
        known = kernel.class_file is not None
        file, line = (kernel.class_file, kernel.class_line) if known else (kernel.file, kernel.line)
        warnings = () if known else ("its definition was not found: this is where it is registered",)
        yield Symbol(key, "class", name, "", name, file, line, line, warnings=warnings)
