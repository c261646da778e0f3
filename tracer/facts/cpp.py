"""What a C++ file registers, and the macros that it defines and uses."""

from __future__ import annotations

import msgspec

from tracer.facts.base import Fact, Problem


class OpArgument(Fact, frozen=True):
    """An input or output of an op: `type` as the registration spells it (`T`, `N * T`, `Ref(float)`)."""

    name: str
    type: str


class OpAttribute(Fact, frozen=True):
    """`type` as spelt (`int`, `list(type)`, `{float, double}`); default and minimum as spelt, or None."""

    name: str
    type: str
    default: str | None = None
    minimum: str | None = None


class OpRegistration(Fact, frozen=True):
    """`REGISTER_OP("Name").Input(...)...`; `macro` names the macro it came through, `partial` says what was not
    understood, `condition` joins the `#if` conditions around it (`!(X)` for an `#else`).

    Inside a `MacroDefinition` every text may hold `__p0__`, `__p1__` ...: the macro's parameters.
    """

    name: str
    line: int
    end_line: int
    inputs: tuple[OpArgument, ...] = ()
    outputs: tuple[OpArgument, ...] = ()
    attributes: tuple[OpAttribute, ...] = ()
    flags: tuple[str, ...] = ()
    deprecation: str | None = None
    shape_function: str | None = None
    doc: str | None = None
    macro: str | None = None
    partial: str | None = None
    condition: str | None = None


class KernelRegistration(Fact, frozen=True):
    """`REGISTER_KERNEL_BUILDER(Name("Op").Device(DEVICE_CPU).TypeConstraint<T>("T"), Kernel<T>)`.

    `constraints` are (attribute, allowed types), types as DataType names (`float`, `int32`, `resource`).
    """

    op: str
    line: int
    end_line: int
    device: str | None = None
    constraints: tuple[tuple[str, tuple[str, ...]], ...] = ()
    label: str | None = None
    priority: int = 0
    host_memory: tuple[str, ...] = ()
    kernel_class: str | None = None
    class_line: int = 0
    macro: str | None = None
    partial: str | None = None
    condition: str | None = None


class GradientRegistration(Fact, frozen=True):
    """C++ `REGISTER_OP_GRADIENT`, `REGISTER_GRADIENT_OP`, `REGISTER_NO_GRADIENT_OP`: `function` is None for none."""

    op: str
    line: int
    function: str | None = None
    macro: str | None = None
    condition: str | None = None


class MacroUse(Fact, frozen=True):
    """A use of a macro that may register something: expanded at link time, where the file's includes are known.

    `text` holds a registration as written where an unknown macro stands inside it (`REGISTER_OP("Neg").UNARY()`);
    `name` then names that macro.
    """

    name: str
    arguments: tuple[str, ...]
    line: int
    end_line: int
    text: str | None = None
    condition: str | None = None


class MacroDefinition(Fact, frozen=True):
    """A macro that may register something, read once: expanding it is substitution of `__p0__`, `__p1__` ...

    `parameters` is None for an object-like macro; a last parameter `...` is variadic. `until` is the line of the
    `#undef`, 0 where the definition lasts to the end of the file and into its includers.
    """

    name: str
    parameters: tuple[str, ...] | None
    text: str
    line: int
    until: int = 0
    condition: str | None = None
    ops: tuple[OpRegistration, ...] = ()
    kernels: tuple[KernelRegistration, ...] = ()
    gradients: tuple[GradientRegistration, ...] = ()
    uses: tuple[MacroUse, ...] = ()


class CppFunction(Fact, frozen=True):
    """A function of a C++ file that registers gradients; `mentions` are names in its body that may be those of ops."""

    line: int
    end_line: int
    mentions: tuple[str, ...] = ()


class CppFacts(Fact, frozen=True):
    ops: tuple[OpRegistration, ...] = ()
    kernels: tuple[KernelRegistration, ...] = ()
    gradients: tuple[GradientRegistration, ...] = ()
    macros: tuple[MacroDefinition, ...] = ()
    uses: tuple[MacroUse, ...] = ()
    includes: tuple[str, ...] = ()
    classes: dict[str, int] = msgspec.field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    lines: int = 0
    constants: dict[str, str] = msgspec.field(default_factory=dict)
    """String constants (`kName = "Name"`), which registrations may name instead of a literal."""
    functions: dict[str, CppFunction] = msgspec.field(default_factory=dict)
