"""What is chosen by a string that the current caller passes: `if mode == "train": step = model.train_step`.

What a branch assigns or returns is told apart by the string that it was taken for, as far as it can be called: a caller
that passes a string gets what that chooses, one that passes its own parameter on leaves it to its callers.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tracer import facts as f
from tracer.link.calls import closures
from tracer.link.calls.cells import EMPTY, Values, as_set, union
from tracer.link.calls.edges import NOWHERE
from tracer.link.calls.symbols import Chosen, Forwarded, Narrowed, Parameter
from tracer.link.calls.values import CALLED, Constant, Partial

if TYPE_CHECKING:
    from tracer.link.calls.cells import Value
    from tracer.link.calls.edges import Site as Place
    from tracer.link.calls.frame import Frame

_TOLD_APART = CALLED | {Partial}


class Choice(NamedTuple):
    """What the caller passes for `parameter` is one of `texts`; with `truth` of False, none of them."""

    parameter: Parameter
    texts: tuple[str, ...]
    truth: bool = True


def own_parameter(frame: Frame, values: Values) -> Parameter | None:
    """The parameter of this function that `values` are, where they are nothing else."""
    (value,) = values if len(values) == 1 else (None,)
    return None if value is None else as_own(frame, value)


def as_own(frame: Frame, value: Value) -> Parameter | None:
    """The parameter of this function that a value stands for, unless its name may be assigned something else of which
    nothing is known."""
    parameter = value.parameter if isinstance(value, Narrowed) else value
    if not isinstance(parameter, Parameter) or parameter.function is not frame.code:
        return None
    name = name_of(parameter)
    return None if name in frame.vague or name in frame.code.rebound else parameter


def name_of(parameter: Parameter) -> str:
    return parameter.function.definition.parameters[parameter.index].name


def asked(frame: Frame, test: f.Expr) -> Choice | None:
    """The choice that `parameter == "text"` makes where it is true."""
    if not isinstance(test, f.Compare) or test.ops != ("==",) or not isinstance(test.left, f.Name):
        return None
    parameter = own_parameter(frame, frame.lookup(test.left.id) if test.left.id in frame.env else EMPTY)
    if parameter is None:
        return None
    from tracer.link.calls.expressions import evaluate

    texts = frame.concrete(frame.quietly(partial(evaluate, frame, test.comparators[0])))
    (text,) = texts if len(texts) == 1 else (None,)
    if not isinstance(text, Constant) or text.kind != "str":
        return None
    decide(frame, parameter)
    return Choice(parameter, (text.text,))


def decide(frame: Frame, parameter: Parameter) -> None:
    """Note that a parameter decides what its function does. Who called that before has not noted what it passes."""
    function = parameter.function
    if parameter.index not in function.decides:
        function.decides |= {parameter.index}
        frame.analysis.wake(function.returns, learns=False)


def note(frame: Frame, callee: str, place: Place) -> None:
    """Remember by what is chosen whether a call is made at all: a loop's body may be run again when that isn't known
    any more."""
    if frame.choice is not None:
        parameter, texts, truth = frame.choice
        noted = frame.sites.decide()
        noted.branches.add((callee, place))
        noted.chosen.setdefault((callee, place), set()).add((f"{parameter.index} {name_of(parameter)}", texts, truth))
    elif frame.sites.decided is not None and (callee, place) in frame.sites.decided.branches:
        frame.sites.decided.always.add((callee, place))


def within(outer: Choice | None, choice: Choice) -> Choice:
    """A choice in a branch that another one leads to: of `elif` and `else`, what all before them leave."""
    if outer is None or outer.parameter is not choice.parameter or outer.truth or choice.truth:
        return choice
    return choice._replace(texts=tuple(sorted({*outer.texts, *choice.texts})))


def chosen(frame: Frame, values: Values, choice: Choice) -> Values:
    """`values` as what this choice leads to."""
    told_apart = frozenset(value for value in values if value.__class__ in _TOLD_APART)
    if not told_apart:
        return values
    frame.chooses = True
    told = frozenset(frame.table.intern(Chosen, value=value, choice=choice) for value in told_apart)
    return values - told_apart | closures.symbols(frame, told)


def of_caller(frame: Frame, choice: Choice, actual: Values, values: Values) -> Values:
    """What this frame gets of `values` where it passes `actual` for what chooses."""
    if frame.unsure:
        return values
    texts = {value.text for value in actual if isinstance(value, Constant) and value.kind == "str"}
    if texts and len(texts) == len(actual) < Constant.quota:
        is_chosen = not texts.isdisjoint(choice.texts) if choice.truth else not texts.issubset(choice.texts)
        return values if is_chosen else EMPTY
    own = own_parameter(frame, actual)
    return values if own is None else chosen(frame, values, choice._replace(parameter=own))


def apart(values: Values) -> tuple[list[Chosen], Values]:
    """What is chosen among `values`, and the others."""
    found = sorted(value for value in values if isinstance(value, Chosen))
    return found, values.difference(found)


def each(frame: Frame, values: Values) -> list[tuple[Choice | None, Values]]:
    """`values` by what they are chosen by, the others first."""
    found, others = apart(values)
    return [(None, others), *((one.choice, frame.concrete(as_set(one.value))) for one in found)]


def plain(values: Values) -> Values:
    """`values` without what they are chosen by."""
    found, others = apart(values)
    return others.union(one.value for one in found) if found else values


def shared(frame: Frame, values: Values) -> Values:
    """`values` of a name that inner functions use: they tell apart what a caller of this function chose, too."""
    found = frozenset(one for one in apart(values)[0] if frame.code.symbols.isdisjoint((one.value,)))
    known = frame.concrete(values - found) if found else frame.concrete(values)
    return found | known | _asked_for(frame, values)


def _asked_for(frame: Frame, values: Values) -> Values:
    """Of a `__getattr__` that asks something else for the name, what that has under the names asked for."""
    from tracer.link.calls import attributes

    names = [name.text for name in closures.asked(frame) if isinstance(name, Constant)]
    subjects = frozenset(one.subject for one in values if names and isinstance(one, Forwarded))
    load = partial(attributes.load, frame, frame.concrete(subjects), site=NOWHERE)
    return union(frame.quietly(partial(load, name=name)) for name in names) if subjects else EMPTY


def adopted(frame: Frame, values: Values) -> Values:
    """`values` of an enclosing function's name, as this frame may use them."""
    if Chosen not in map(type, values):
        return values
    frame.chooses = True
    return closures.symbols(frame, frozenset(apart(values)[0])) | values
