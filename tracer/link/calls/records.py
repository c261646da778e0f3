"""Classes whose constructor is made of their fields: dataclasses, named tuples, models of pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import attributes, builtins_model, containers, passing
from tracer.link.calls.cells import EMPTY, Values, as_set, union
from tracer.link.calls.values import Class, Constant, Container, External, Field, Instance, Made

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

DECORATORS = frozenset(
    {"dataclasses.dataclass", "pydantic.dataclasses.dataclass", "flax.struct.dataclass", "chex.dataclass"}
    | {f"attr.{name}" for name in ("s", "attrs", "attributes", "define", "frozen", "mutable", "dataclass")}
    | {f"attrs.{name}" for name in ("define", "frozen", "mutable")}
)
"""What makes the class that it decorates one."""
TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})
BASES = TUPLES | {"pydantic.BaseModel", "pydantic.main.BaseModel", "msgspec.Struct"}
"""What makes the classes derived from it some."""
NAMED_TUPLE = "collections.namedtuple"
FIELDS = frozenset(
    {"dataclasses.field", "pydantic.Field", "msgspec.field"}
    | {f"{module}.{name}" for module in ("attr", "attrs") for name in ("ib", "attrib", "attr", "field")}
)
"""What stands in the class body for a field and says its default."""
HOOKS = ("__attrs_pre_init__", "__post_init__", "__attrs_post_init__", "model_post_init")
"""Methods that the constructor calls."""


def mark(frame: Frame, values: Values) -> None:
    """Classes are decorated as records."""
    frame.world.records.update(value for value in values if isinstance(value, Class))


def base(frame: Frame, cls: Class, bases: Values) -> None:
    """Note what the bases of `cls` make of it."""
    named = [value for value in bases if isinstance(value, Made) and value.kind == NAMED_TUPLE]
    outside = {value.name for value in (*cls.outside, *bases) if isinstance(value, External)}
    if named:
        frame.world.row_names[cls] = tuple(_names_of(frame, named[0]))
    if named or not outside.isdisjoint(BASES):
        frame.world.records.add(cls)
    if named or not outside.isdisjoint(TUPLES):
        frame.world.rows.add(cls)


def default(call: Site, arguments: Arguments) -> Values:
    """`field(default=x)`, `field(default_factory=f)`, `attr.ib(...)`: what is known of the field's default."""
    concrete, keywords = call.frame.concrete, arguments.keywords

    def given(*names: str) -> Values:
        return union(concrete(keywords[name]) for name in names if name in keywords)

    values = given("default") or builtins_model.first(call, arguments)
    nested = frozenset(value for value in values if isinstance(value, Field))
    factory = given("default_factory", "factory") | union(field.factory for field in nested)
    field = call.frame.table.intern(
        Field,
        factory=factory,
        converter=given("converter"),
        validator=given("validator"),
        is_given="init" not in keywords,
    )
    return as_set(field) | (values - nested)


def factory(call: Site, arguments: Arguments) -> Values:
    """`attr.Factory(f)`."""
    made = builtins_model.first(call, arguments)
    return as_set(call.frame.table.intern(Field, factory=made, converter=EMPTY, validator=EMPTY, is_given=True))


def names(frame: Frame, cls: Class) -> tuple[str, ...]:
    """The fields of a record, those of its bases first."""
    known = frame.world.row_names.get(cls)
    if known is None:
        found: dict[str, None] = {}
        for ancestor in reversed(cls.mro):
            if ancestor is not cls and ancestor in frame.world.row_names:
                found |= dict.fromkeys(frame.world.row_names[ancestor])
            for statement in ancestor.definition.body if ancestor in frame.world.records else ():
                if isinstance(statement, f.Assign):
                    found |= dict.fromkeys(_named(ancestor, statement))
        known = frame.world.row_names[cls] = tuple(found)
    return known


def _named(cls: Class, statement: f.Assign) -> list[str]:
    found = [target.id for target in statement.targets if isinstance(target, f.Name)]
    if statement.annotation is not None:
        head = statement.annotation.value if isinstance(statement.annotation, f.Subscript) else statement.annotation
        name = head.id if isinstance(head, f.Name) else head.attr if isinstance(head, f.Attribute) else ""
        return [] if name == "ClassVar" else found
    return [name for name in found if any(isinstance(value, Field) for value in cls.members[name].values)]


def constructs(frame: Frame, cls: Class) -> bool:
    """Whether the constructor of `cls` is that of a record, its own or the first base's that has one, and not written
    out."""
    records = frame.world.records
    return bool(records) and next(
        ("__init__" not in one.members for one in cls.mro if one in records or "__init__" in one.members), False
    )


def construct(call: Site, cls: Class, instance: Instance, arguments: Arguments) -> None:
    """What is passed becomes the fields' values; factories make those of the others, and the hooks run."""
    frame, rest = call.frame, list(arguments.positional)
    for name in names(frame, cls):
        values = frame.concrete(arguments.keywords.get(name, EMPTY))
        fields = [value for value in _declared(cls, name) if isinstance(value, Field)]
        if rest and name not in arguments.keywords and all(field.is_given for field in fields):
            values |= frame.concrete(rest.pop(0))
        else:
            values |= frame.concrete(arguments.star)
        is_passed = bool(values) or name in arguments.keywords
        for field in fields:
            values = _made(call, field, values, is_passed)
        frame.analysis.write_field(cls, name, values)
    for hook in HOOKS:
        attributes.call_method(frame, instance, hook, passing.NOTHING, call.position, "call")


def _declared(cls: Class, name: str) -> Values:
    return next((one.members[name].values for one in cls.mro if name in one.members), EMPTY)


def _made(call: Site, field: Field, values: Values, is_passed: bool) -> Values:
    back = call.other("callback", "callback")
    if not is_passed:
        values |= back.values(field.factory, passing.NOTHING)
    values = back.values(field.converter, passing.Arguments([values])) or values
    back.values(field.validator, passing.Arguments([EMPTY, EMPTY, values]))
    return values


def row(frame: Frame, instance: Instance) -> list[Values] | None:
    """The fields of an instance of a named tuple, in order; None of any other."""
    cls = instance.cls
    if not frame.world.records or not any(_is_row(frame, one) for one in cls.mro):
        return None
    fields = frame.world.fields
    return [frame.read(fields.view(cls, name, instance.exact)) for name in names(frame, cls)]


def _is_row(frame: Frame, cls: Class) -> bool:
    return cls in frame.world.rows


# ------------------------------------------------------------------------------------------------ named tuples


def named_tuple(call: Site, arguments: Arguments) -> Values:
    """`namedtuple("Pair", "left right")`: a class that `Made` stands for."""
    given = [call.frame.concrete(values) for values in arguments.positional[1:2]]
    given += [call.frame.concrete(arguments.keywords[name]) for name in ("field_names",) if name in arguments.keywords]
    made = call.frame.table.at(Made, (call.frame.code, call.position, NAMED_TUPLE))
    passing.start(made, NAMED_TUPLE, call.frame.code)
    passing.hold(call.frame, made, "str:_fields", union(given))
    return as_set(made)


def _names_of(frame: Frame, made: Made) -> list[str]:
    found: list[str] = []
    for value in sorted(containers.get(frame, made, "str:_fields")):
        if isinstance(value, Constant):
            found += value.text.replace(",", " ").split()
        elif isinstance(value, Container):
            for part in containers.in_order(frame, value):
                found += [one.text for one in part if isinstance(one, Constant)]
    return found


def make_row(call: Site, made: Made, arguments: Arguments) -> Values:
    """`Pair(1, 2)`: a tuple that has its elements under names too."""
    frame = call.frame
    found = passing.new_container(frame, "tuple", (frame.code, call.position, made), frame.code)
    rest = list(arguments.positional)
    for index, name in enumerate(_names_of(frame, made)):
        values = arguments.keywords.get(name, EMPTY) | (rest.pop(0) if rest else arguments.star)
        for key in (f"int:{index}", f"str:{name}"):
            passing.hold(frame, found, key, frame.concrete(values))
    return as_set(found)
