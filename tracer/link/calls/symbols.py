"""Abstract values that stand for what the current caller of a function passes: a summary of the function has them, and
each caller puts its own in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracer.link.calls.cells import Value, slotted

if TYPE_CHECKING:
    from tracer.link.calls.cells import Cell
    from tracer.link.calls.choices import Choice
    from tracer.link.calls.passing import Arguments
    from tracer.link.calls.values import Function


@slotted
class Parameter(Value):
    """Whatever the current caller passed for parameter `index` of `function`."""

    function: Function
    index: int

    def label(self) -> str:
        return f"{self.function.key}[{self.index}]"


class Test(NamedTuple):
    """`isinstance` of any of `classes` (in order), `hasattr` of an `attribute`, or `callable` where there is neither,
    and how it went. `is_guard`: what does not pass it is refused."""

    classes: tuple[Value, ...]
    truth: bool
    attribute: str = ""
    is_guard: bool = False


@slotted
class Narrowed(Value):
    """What tests left of what the current caller passes for a parameter: `isinstance(x, Class)`, `callable(x)`."""

    parameter: Parameter
    tests: tuple[Test, ...]

    def label(self) -> str:
        return f"{self.parameter!r} {self.tests}"


@slotted
class Spelled(Value):
    """A string around what the current caller passes: `"__%s__" % name`."""

    before: str
    parameter: Parameter
    after: str

    def label(self) -> str:
        return f"{self.before!r} {self.parameter!r} {self.after!r}"


@slotted
class Forwarded(Value):
    """`getattr(subject, name)` where the current caller says which name."""

    subject: Value
    name: Parameter | Spelled

    def label(self) -> str:
        return f"{self.subject!r}.{self.name!r}"


@slotted
class Chosen(Value):
    """`value`, where what the current caller passes for a parameter makes this choice."""

    value: Value
    choice: Choice

    @property
    def parameter(self) -> Parameter:
        """What chooses."""
        return self.choice.parameter

    def label(self) -> str:
        return f"{self.value!r} if {self.choice}"


@slotted
class Outcome(Value):
    """What calling the current caller's `parameter` with these arguments gives; `given` is that for all callers
    together. `depth` counts how many functions pass on what they are given to call."""

    parameter: Parameter
    arguments: Arguments
    given: Cell
    depth: int

    def label(self) -> str:
        return f"{self.parameter!r}()"
