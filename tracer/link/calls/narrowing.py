"""What tests and annotations say about values: `isinstance`, `callable`, `hasattr`, annotations, `except` clauses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import builtin_names
from tracer.link.calls import attributes, closures, handing, hierarchy, texts
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.symbols import Narrowed, Parameter, Test
from tracer.link.calls.values import (
    Bound,
    Builtin,
    Class,
    ClassCone,
    Closure,
    Constant,
    Container,
    Doubtful,
    External,
    Function,
    Instance,
    Made,
    Partial,
)

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame

CONTAINERS = frozenset({"list", "tuple", "dict", "set"})
MOST_TESTS = 4
"""Tests of one parameter that are kept for its callers."""


def assume(frame: Frame, test: f.Expr, truth: bool, *, is_guard: bool = False) -> None:
    """Narrow local names to what `test` leaves when it is true (or false); `is_guard`: otherwise an error is raised."""
    if isinstance(test, f.Unary) and test.op == "not":
        assume(frame, test.operand, not truth, is_guard=is_guard)
    elif isinstance(test, f.BoolOp):
        if (test.op == "and") == truth:
            for value in test.values:
                assume(frame, value, truth, is_guard=is_guard)
    elif isinstance(test, f.Call) and isinstance(test.func, (f.Name, f.Attribute)) and test.args:
        _call(frame, test, truth, is_guard)
    elif isinstance(test, f.Compare) and isinstance(test.left, f.Name) and test.comparators == (_NONE,):
        if _SAME.get(test.ops) == truth:
            _absent(frame, test.left.id)
            if test.left.id in frame.env:
                frame.env[test.left.id] = EMPTY
    elif isinstance(test, f.Compare) and _SAME.get(test.ops) == truth:
        _type_is(frame, test.left, test.comparators[0])
    elif isinstance(test, f.Name) and not truth:
        _absent(frame, test.id)


_NONE = f.Constant("None", "None")
_SAME: dict[tuple[str, ...], bool] = {
    ("is",): True,
    ("==",): True,
    ("in",): True,
    ("is not",): False,
    ("!=",): False,
    ("not in",): False,
}


def _absent(frame: Frame, name: str) -> None:
    """Note that the caller passed nothing for the parameter `name`, where nothing else was assigned to it."""
    values = frame.env.get(name, EMPTY)
    if len(values) == 1:
        (value,) = values
        if isinstance(value, Parameter):
            frame.env[value] = EMPTY


def absent(frame: Frame) -> Parameter | None:
    """The first parameter that is None where `frame` stands, if there is one."""
    return min((name for name in frame.env if name.__class__ is Parameter), default=None)


def _call(frame: Frame, test: f.Call, truth: bool, is_guard: bool) -> None:
    if isinstance(test.func, f.Attribute) and isinstance(test.func.value, f.Name) and test.func.attr in texts.ENDS:
        _text(frame, test.func.value.id, test.func.attr, test.args[0].value, truth)
        return
    subject = test.args[0].value
    asked = _typed(subject)
    if asked and len(test.args) == 2 and _asked_by(frame, test.func) == "issubclass":
        _isinstance(frame, asked, test.args[1].value, truth, is_guard)
    if isinstance(subject, f.Walrus):
        subject = subject.target
    if not isinstance(subject, f.Name):
        return
    name = _asked_by(frame, test.func)
    if name == "isinstance" and len(test.args) == 2:
        _isinstance(frame, subject.id, test.args[1].value, truth, is_guard)
    elif name in _KINDS:
        kind = _KINDS[name]
        classes = () if kind is None else (frame.world.builtin(kind),)
        test_of = Test(classes, truth)
        if subject.id in frame.env and left_by(frame.concrete(frame.env[subject.id]), test_of):
            frame.env[subject.id] = narrowed(frame, frame.env[subject.id], test_of)
    elif name == "hasattr" and len(test.args) == 2:
        _hasattr(frame, subject.id, test.args[1].value, truth)


def _type_is(frame: Frame, asked: f.Expr, classes: f.Expr) -> None:
    """`type(x) is C`, or one of several."""
    name = _typed(asked)
    if name:
        _isinstance(frame, name, classes, True, is_guard=False)


def _typed(expression: f.Expr) -> str:
    """The name in `type(name)`; "" where this is something else."""
    match expression:
        case f.Call(func=f.Name(id="type"), args=(f.Argument(value=f.Name(id=name)),)):
            return name
    return ""


_KINDS = {"callable": None, "isclass": "type", "isfunction": "function"}
"""What is asked of a value: the type it then has."""
_ASKING = frozenset({"isinstance", "issubclass", "hasattr", *_KINDS})
"""Builtins that ask something of a value, and functions of `inspect`."""


def _asked_by(frame: Frame, function: f.Expr) -> str:
    """What calling this asks of a value: of builtins, functions of `inspect` and a module's own forms of them."""
    if isinstance(function, f.Name):
        values = frame.lookup(function.id)
    elif isinstance(function, f.Attribute) and function.attr in _KINDS:
        from tracer.link.calls.expressions import evaluate

        values = frame.quietly(partial(evaluate, frame, function))
    else:
        return ""
    for value in values:
        if isinstance(value, Builtin) and value.name in _ASKING:
            return value.name
        if isinstance(value, External) and value.name.startswith("inspect."):
            return value.name.removeprefix("inspect.")
        if isinstance(value, Function) and value.name in _KINDS and handing.only_inspects(frame, value):
            return value.name
    return ""


_FUNCTION_TYPES = frozenset({"types.FunctionType", "types.LambdaType"})


def narrowed(frame: Frame, values: Values, test: Test) -> Values:
    """What `test` leaves of `values`; of a parameter, what it leaves of what each caller passes. A guard of
    the public API says what callers from outside pass, too."""
    tested = {value for value in values & frame.code.symbols if isinstance(value, (Parameter, Narrowed))}
    symbols = frozenset(_tested(frame, value, (test,)) for value in tested)
    test = test._replace(is_guard=False)
    if None in symbols:
        return left_by(frame.concrete(values), test)
    rest = left_by(frame.concrete(values - tested), test, is_all=not symbols)
    return closures.symbols(frame, symbols) | rest if symbols else rest  # type: ignore[arg-type]


def _tested(frame: Frame, value: Value, tests: tuple[Test, ...]) -> Narrowed | None:
    before = value.tests if isinstance(value, Narrowed) else ()
    if isinstance(value, Narrowed):
        value = value.parameter
    tests = tuple(dict.fromkeys((*before, *tests)))
    return frame.table.intern(Narrowed, parameter=value, tests=tests) if len(tests) <= MOST_TESTS else None


def passed_on(frame: Frame, narrow: Narrowed, values: Values) -> Values:
    """What the tests of `narrow` leave of `values`, which this frame passes for its parameter."""
    is_public = hierarchy.is_public(frame.code)
    for test in narrow.tests:
        values = narrowed(frame, values, test if is_public else test._replace(is_guard=False))
    return values


def left(values: Values, tests: tuple[Test, ...]) -> Values:
    """What tests leave of known values."""
    for test in tests:
        values = left_by(values, test)
    return values


def left_by(values: Values, test: Test, is_all: bool = True) -> Values:
    """What one test leaves; where `values` is all there may be and none of it is of a class, any instance of that."""
    if Doubtful in map(type, values):
        guesses = [value for value in values if isinstance(value, Doubtful)]
        guessed = frozenset(one.value for one in guesses)
        if test.classes and test.truth:
            kept = frozenset(one for one in guessed if left_by(as_set(one), test, is_all=False))
        else:
            kept = left_by(guessed, test, is_all=False)
        likely: Values = frozenset(one for one in guesses if one.value in kept)
        return likely | left_by(values.difference(guesses), test, is_all and not likely)
    if test.attribute:
        return frozenset(value for value in values if _has(value, test.attribute) in (test.truth, None))
    if not test.classes:
        return frozenset(value for value in values if _is_callable(value) == test.truth)
    if not test.truth:
        classes = frozenset(test.classes)
        behaving = union(_behaving(values, one) for one in test.classes if isinstance(one, Class))
        others = values.difference(one for one in behaving if getattr(one, "exact", False))
        return frozenset(value for value in others if not _surely(value, classes))
    kept = EMPTY
    for target in test.classes:
        if isinstance(target, Class):
            found = hierarchy.narrow_to(values, target) or _behaving(values, target)
            kept |= found | as_set(target.cone) if test.is_guard or (is_all and not found) else found
        elif isinstance(target, Builtin):
            kept |= frozenset(value for value in values if _is_builtin(value, target.name))
    return kept


_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})


def _behaving(values: Values, protocol: Class) -> Values:
    """Instances that have every method and field of a protocol, which none of them names as a base."""
    if not any(isinstance(base, External) and base.name in _PROTOCOLS for base in protocol.outside):
        return EMPTY
    names = [name for cls in protocol.mro for name in cls.members if not name.startswith("__") or name in _ASKED_FOR]
    instances = (value for value in values if isinstance(value, Instance))
    return frozenset(one for one in instances if all(_offers(one.cls, name) for name in names))


def _offers(cls: Class, name: str) -> bool:
    return hierarchy.lookup(cls, name) is not None or any(name in one.fields for one in cls.mro)


_ASKED_FOR = frozenset({"__call__", "__iter__", "__next__", "__len__", "__getitem__", "__enter__", "__exit__"})
"""Special methods that few classes have."""


def _is_callable(value: Value) -> bool:
    if isinstance(value, Instance):
        return bool(hierarchy.members(value.cls, "__call__", value.exact))
    return isinstance(value, (Function, Bound, Closure, Class, ClassCone, Partial))


def _text(frame: Frame, name: str, method: str, affix: f.Expr, truth: bool) -> None:
    """`name.startswith("do_")`: of strings that are known, those that do; of others, how they begin. Of a tuple, any of
    it will do."""
    affixes = affix.elements if isinstance(affix, f.Sequence) else (affix,)
    known = [one.value for one in affixes if isinstance(one, f.Constant) and one.kind == "str"]
    if name not in frame.env or len(known) < len(affixes):
        return
    values = frame.env[name]
    ends = [[texts.ending(frame, value, method, one, truth) for value in values] for one in known]
    if truth:
        frame.env[name] = union(map(union, ends))
    else:
        frame.env[name] = values.intersection(*map(union, ends))


def _hasattr(frame: Frame, name: str, attribute: f.Expr, truth: bool) -> None:
    """Leave out what certainly has the attribute, or certainly has not."""
    if name not in frame.env or not isinstance(attribute, f.Constant) or attribute.kind != "str":
        return
    test = Test((), truth, attribute.value)
    known = frame.concrete(frame.env[name])
    rest = left_by(known, test)
    if len(rest) < len(known) and (rest or not truth):
        frame.env[name] = narrowed(frame, frame.env[name], test)


def _has(value: Value, name: str) -> bool | None:
    """Whether `value` has an attribute; None where that can't be said."""
    if isinstance(value, (Instance, Class)):
        cls = value if isinstance(value, Class) else value.cls
        is_known = isinstance(value, Class) and name in _OF_DEFINITIONS
        return True if is_known or hierarchy.lookup(cls, name) is not None else None
    if isinstance(value, (Function, Closure, Bound)):
        return True if name in _OF_DEFINITIONS else None
    if isinstance(value, (Constant, Container)) and value.__class__ is not Made:
        return builtin_names.has(value.kind, name)
    return None


_OF_DEFINITIONS = frozenset({"__name__", "__qualname__", "__module__", "__doc__", "__call__"})


def _isinstance(frame: Frame, name: str, classes: f.Expr, truth: bool, is_guard: bool) -> None:
    from tracer.link.calls.expressions import evaluate

    found = flatten(frame, evaluate(frame, classes))
    function = frame.world.builtin("function")
    targets = [function if isinstance(one, External) and one.name in _FUNCTION_TYPES else one for one in found]
    if name not in frame.env or not targets:
        return
    test = Test(tuple(targets), truth, is_guard=is_guard and truth and hierarchy.is_public(frame.code))
    is_known = not truth or all(isinstance(target, Class) for target in targets)
    if is_known or left_by(frame.concrete(frame.env[name]), test):
        frame.env[name] = narrowed(frame, frame.env[name], test)


def _is_builtin(value: Value, name: str) -> bool:
    if name == "function":
        return isinstance(value, (Function, Closure))
    if isinstance(value, Container):
        return value.kind == name
    if isinstance(value, Instance):
        return any(isinstance(base, Builtin) and base.name == name for base in value.cls.outside)
    return (name == "type" and isinstance(value, (Class, ClassCone))) or getattr(value, "kind", None) == name


def _surely(value: Value, targets: Values) -> bool:
    """Whether every `value` is an instance of one of `targets`."""
    if isinstance(value, Instance):
        return not (targets.isdisjoint(value.cls.mro) and targets.isdisjoint(value.cls.outside))
    return any(isinstance(target, Builtin) and _is_builtin(value, target.name) for target in targets)


def flatten(frame: Frame, values: Values) -> list[Value]:
    """The classes of an `isinstance` test: one, or a tuple of them, also nested."""
    from tracer.link.calls import containers

    result: list[Value] = []
    seen: set[Value] = set()
    pending = sorted(frame.concrete(values), reverse=True)
    while pending:
        value = pending.pop()
        if not isinstance(value, Container):
            result.append(value)
        elif value not in seen:
            seen.add(value)
            pending += sorted(containers.everything(frame, value), reverse=True)
    return result


def instances(frame: Frame, classes: Values) -> Values:
    """Instances of the classes that an `except` clause, a pattern or an annotation names."""
    return frozenset(value.cone for value in flatten(frame, classes) if isinstance(value, Class))


def annotated(frame: Frame, annotation: f.Expr) -> Values:
    """What a name with this annotation holds: instances of the classes it names."""
    if isinstance(annotation, f.Constant) and annotation.kind == "str":
        return _quoted(frame, annotation.value)
    if isinstance(annotation, f.Binary) and annotation.op == "|":
        return annotated(frame, annotation.left) | annotated(frame, annotation.right)
    if isinstance(annotation, f.Subscript):
        return _generic(frame, annotation)
    if isinstance(annotation, (f.Name, f.Attribute)):
        from tracer.link.calls.expressions import evaluate

        return instances(frame, evaluate(frame, annotation))
    return EMPTY


def _quoted(frame: Frame, text: str) -> Values:
    """An annotation in quotes: names, dotted names, and unions of them."""
    result = EMPTY
    for part in text.removeprefix("Optional[").rstrip("]").split("|"):
        names = part.strip().split(".")
        if all(name.isidentifier() for name in names):
            values = frame.lookup(names[0])
            for name in names[1:]:
                # Nothing runs: the text is never evaluated.
                values = frame.quietly(partial(attributes.load, frame, values, name, (0, 0)))
            result |= instances(frame, values)
    return result


def _generic(frame: Frame, annotation: f.Subscript) -> Values:
    head = annotation.value
    name = head.id if isinstance(head, f.Name) else head.attr if isinstance(head, f.Attribute) else ""
    if name in ("Optional", "Union"):
        inner = annotation.index.elements if isinstance(annotation.index, f.Sequence) else (annotation.index,)
        result = EMPTY
        for part in inner:
            result |= annotated(frame, part)
        return result
    return annotated(frame, head) if name not in ("Type", "type", "Callable", "List", "list", "Dict", "dict") else EMPTY
