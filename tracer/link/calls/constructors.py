"""Attributes that a constructor sets to what it is given: known for each class apart that hands it something.

`self.cell = cell` in `RNN.__init__` says nothing yet. `super().__init__(LSTMCell())` in `LSTM.__init__` says what an
`LSTM` has there, and `RNN(MyCell())` what an `RNN` has that is made as such. What is no object (names and numbers, what
is outside the snapshot) is not worth telling apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import narrowing, registries
from tracer.link.calls.cells import EMPTY, NARROW, Value, Values, as_set
from tracer.link.calls.symbols import Narrowed, Parameter
from tracer.link.calls.values import Builtin, Constant, External, Function, Instance

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.values import Code

MOST_RECEIVERS = 8
"""What is given to a constructor of instances of more classes than this is told of the class that has it."""

_DATA = frozenset({Constant, Builtin, External})


def known(frame: Frame, targets: Values, name: str, values: Values) -> Values:
    """What is known of `self.name` where this frame assigns `values` to it: in a constructor that others extend, not
    the objects that its callers pass, which the calls tell of their own classes."""
    code = _extended(frame.code)
    if code is None or targets != as_set(code.parameters[0]):
        return frame.concrete(values)
    passed = frozenset(value for value in values & code.symbols if _index(code, value))
    if not passed:
        return frame.concrete(values)
    data = frozenset(value for value in frame.concrete(passed) if value.__class__ in _DATA)
    return _left_to_callers(frame, code, name, passed) | frame.concrete(values - passed) | data


def _extended(code: Code) -> Function | None:
    """`code` if it is the constructor of a class with subclasses."""
    if not isinstance(code, Function) or code.name != "__init__" or not code.is_method:
        return None
    return code if code.owner is not None and code.owner.subclasses else None


def _index(code: Function, value: Value) -> int:
    """Which parameter `value` stands for; 0 where that is none that a caller passes one thing for."""
    if isinstance(value, Narrowed):
        value = value.parameter
    if not isinstance(value, Parameter) or value.function is not code or value.index in (code.varargs, code.varkw):
        return 0
    return value.index


def _left_to_callers(frame: Frame, code: Function, name: str, passed: Values) -> Values:
    """Tell the callers of `code` that what they pass is kept as `self.name`. What that is where they pass nothing: the
    parameters' defaults, and what annotations say."""
    before = code.gives.get(name, EMPTY)
    if not passed <= before:
        code.gives = {**code.gives, name: before | passed}
        frame.analysis.wake(code.returns)
    result = EMPTY
    for value in passed:
        parameter = value.parameter if isinstance(value, Narrowed) else value
        assert isinstance(parameter, Parameter)
        found = code.defaults.get(parameter.index, EMPTY)
        if not code.cells[parameter.index].values:
            found |= frame.argument(parameter)
        result |= narrowing.left(found, value.tests) if isinstance(value, Narrowed) else found
    return result


def settle(call: Site, function: Function, passed: dict[int, Values]) -> None:
    """Assign what this call of a constructor passes to the attributes that keep it."""
    frame = call.frame
    if frame.module.is_guest and not function.module.is_guest:
        return
    given = {name: values for name, kept in function.gives.items() if (values := _given(frame, function, kept, passed))}
    if not given:
        return
    receivers = frame.concrete(passed.get(0, EMPTY))
    extending = _extended(frame.code)
    if extending is function or (extending and receivers != as_set(extending.owner.cone)):  # type: ignore[union-attr]
        extending = None
    for name, values in given.items():
        own = frozenset(value for value in values if _index(extending, value)) if extending else EMPTY
        known = frame.concrete(values - own)
        if extending and own:
            known |= _left_to_callers(frame, extending, name, own)
        objects = frozenset(value for value in known if value.__class__ not in _DATA)
        if objects:
            _write(call, function, receivers, name, objects)


def _given(frame: Frame, function: Function, kept: Values, passed: dict[int, Values]) -> Values:
    result = EMPTY
    for value in kept:
        values = passed.get(_index(function, value), EMPTY)
        if values and not all(one.__class__ in _DATA for one in values):
            result |= narrowing.passed_on(frame, value, values) if isinstance(value, Narrowed) else values
    return result


def _write(call: Site, function: Function, receivers: Values, name: str, objects: Values) -> None:
    analysis, owner = call.frame.analysis, function.owner
    assert owner is not None
    instances = [one.cls for one in receivers if isinstance(one, Instance)]
    # Of what may be of any class below one that has another constructor, those with this constructor are made.
    classes = {cls if owner in cls.mro else owner for cls in instances if owner in cls.mro or cls in owner.mro}
    is_made = call.kind != "call"
    if not classes or len(classes) > MOST_RECEIVERS:
        analysis.write_field(owner, name, objects)
        return
    if is_made and len(objects) > NARROW:
        # Whatever came by: beside it, what a subclass says of itself is sure.
        objects = registries.doubted(call.frame, objects, instances=True)
    for cls in sorted(classes):
        if is_made:
            analysis.write_made(cls, name, objects)
        else:
            analysis.write_field(cls, name, objects)
