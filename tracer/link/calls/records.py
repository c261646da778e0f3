"""Classes whose constructor is made of their fields: dataclasses, named tuples, models of pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracer import facts as f
from tracer.link.calls import (
    attributes,
    builtins_model,
    containers,
    implicit,
    library_table,
    passing,
    private_names,
    texts,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.values import (
    BuiltinMethod,
    Class,
    Closure,
    Constant,
    Container,
    External,
    Field,
    Function,
    Instance,
    Made,
    Method,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

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
GIVEN_INIT_VARS = "__post_init__"
"""The one of them that is passed what the constructor is given for fields that are not kept."""
CONSTRUCTOR = "record.__init__"
DEFAULT = "default"
"""Kind of what the class body has as a method, but the constructor as a field's default."""
BY_FIELD = frozenset({"__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__repr__"})
"""Methods that a record has without writing them: they ask its fields for the same."""
DECORATING = frozenset({"default", "validator"})
"""What a field of attrs is asked for, in order to decorate the method that makes or checks it."""


class Declared(NamedTuple):
    """A field as the class body declares it. `is_given` says whether the constructor takes it, where that is written;
    `alias` is its parameter's name."""

    name: str
    alias: str
    is_given: bool | None
    is_keyword: bool
    is_kept: bool


def mark(frame: Frame, values: Values) -> None:
    """Classes are decorated as records."""
    classes = {value for value in values if isinstance(value, Class)}
    if not classes <= frame.world.records:
        frame.world.records |= classes
        frame.world.record_fields.clear()
    for cls in classes:
        for name in {field.name for field in _of_body(cls)} & cls.members.keys():
            cls.members[name].values = _as_default(frame, cls.members[name].values)


def member(frame: Frame, cls: Class, name: str, values: Values) -> Values:
    """What the class body of a record binds to `name`: of a field, its default, which is no method."""
    is_field = cls in frame.world.records and any(field.name == name for field in _of_body(cls))
    return _as_default(frame, values) if is_field else values


def _as_default(frame: Frame, values: Values) -> Values:
    functions = frozenset(value for value in values if isinstance(value, (Function, Closure)))
    if not functions:
        return values
    return (values - functions) | as_set(frame.table.intern(Method, kind=DEFAULT, function=functions))


def defaults(members: Values) -> Values:
    """The functions among these that fields have unless the constructor is given something else."""
    return union(one.function for one in members if isinstance(one, Method) and one.kind == DEFAULT)


def base(frame: Frame, cls: Class, bases: Values) -> None:
    """Note what the bases of `cls` make of it."""
    named = [value for value in bases if isinstance(value, Made) and value.kind == NAMED_TUPLE]
    outside = {value.name for value in (*cls.outside, *bases) if isinstance(value, External)}
    if named:
        frame.world.row_names[cls] = tuple(_names_of(frame, named[0]))
    if named or not outside.isdisjoint(BASES):
        mark(frame, as_set(cls))
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
        place=(call.frame.code, call.position),
    )
    return as_set(field) | (values - nested)


def factory(call: Site, arguments: Arguments) -> Values:
    """`attr.Factory(f)`."""
    made = builtins_model.first(call, arguments)
    field = call.frame.table.intern(
        Field,
        factory=made,
        converter=EMPTY,
        validator=EMPTY,
        is_given=True,
        place=(call.frame.code, call.position),
    )
    return as_set(field)


def refine(call: Site, name: str, field: Field, arguments: Arguments) -> Values:
    """`@x.default` and `@x.validator` in a class body of attrs: the methods that make and check the field `x`."""
    methods, cls, table = builtins_model.first(call, arguments), call.frame.cls, call.frame.table
    if cls is None:
        return methods
    factory, validator = field.factory, field.validator
    if name == "default":
        factory |= frozenset(table.bound(method, cls.cone) for method in methods if isinstance(method, Function))
    else:
        validator |= methods
    refined = table.intern(
        Field,
        factory=factory,
        converter=field.converter,
        validator=validator,
        is_given=field.is_given,
        place=field.place,
    )
    env = call.frame.env
    for bound, values in list(env.items()):
        if field in values:
            env[bound] = values | {refined}
    return methods


# ---------------------------------------------------------------------------------------------------- fields


def names(frame: Frame, cls: Class) -> tuple[str, ...]:
    """The fields of a record, those of its bases first."""
    return tuple(field.name for field in declared(frame, cls) if field.is_kept)


def declared(frame: Frame, cls: Class) -> tuple[Declared, ...]:
    """The fields of a record in the order of the constructor's parameters."""
    known = frame.world.record_fields.get(cls)
    if known is None:
        found: dict[str, Declared] = {}
        for ancestor in reversed(cls.mro):
            for name in frame.world.row_names.get(ancestor, ()):
                found[name] = Declared(name, name, True, False, True)
            if ancestor in frame.world.records:
                found |= {field.name: field for field in _of_body(ancestor)}
        known = frame.world.record_fields[cls] = tuple(found.values())
    return known


def _of_body(cls: Class) -> Iterator[Declared]:
    is_keyword = False
    for statement in cls.definition.body:
        if isinstance(statement, f.Assign):
            kind = _head(statement.annotation)
            is_keyword = is_keyword or kind == "KW_ONLY"
            if kind not in ("ClassVar", "KW_ONLY"):
                yield from (
                    _field(private_names.mangled(target.id, cls.name), statement.value, is_keyword, kind != "InitVar")
                    for target in statement.targets
                    if isinstance(target, f.Name) and (kind or _is_field(cls, target.id))
                )


def _head(annotation: f.Expr | None) -> str:
    """The last name of an annotation, without what stands in its brackets; "" where there is none."""
    if annotation is None:
        return ""
    head = annotation.value if isinstance(annotation, f.Subscript) else annotation
    return head.id if isinstance(head, f.Name) else head.attr if isinstance(head, f.Attribute) else "?"


def _is_field(cls: Class, name: str) -> bool:
    cell = cls.members.get(name)
    return cell is not None and any(isinstance(value, Field) for value in cell.values)


def _field(name: str, value: f.Expr | None, is_keyword: bool, is_kept: bool) -> Declared:
    """As `name: ... = field(init=..., kw_only=..., alias=...)` has it. The parameter for a private field of attrs has
    no underscores, which no other constructor takes."""
    given = {one.keyword: one.value for one in value.args} if isinstance(value, f.Call) else {}
    words = {key: one.value for key, one in given.items() if isinstance(one, f.Constant)}
    is_given = words["init"] == "True" if "init" in words else None
    is_keyword = words.get("kw_only", str(is_keyword)) == "True"
    return Declared(name, words.get("alias") or name.lstrip("_"), is_given, is_keyword, is_kept)


# ---------------------------------------------------------------------------------------------- constructors


def constructs(frame: Frame, cls: Class) -> bool:
    """Whether the constructor of `cls` is that of a record, its own or the first base's that has one, and not written
    out. Not before the statements of all its bases ran: until then, which fields there are is not known."""
    return bool(frame.world.records) and constructing(frame, cls.mro) is not None and _are_made(frame, cls.mro[1:])


def constructing(frame: Frame, order: tuple[Class, ...]) -> Class | None:
    """The record whose constructor, made of its fields, comes first in this part of an MRO; None where another does."""
    records = frame.world.records
    first = next((one for one in order if one in records or "__init__" in one.members), None)
    return None if first is None or "__init__" in first.members else first


def _are_made(frame: Frame, classes: tuple[Class, ...]) -> bool:
    for cls in classes:
        cell = cls.module.variables.get(cls.name)
        if cls.parent is None and not (cell is not None and cell.values):
            (cell or cls.module.without(cls.name)).read_by(frame.code)
            return False
    return True


def constructor(frame: Frame, order: tuple[Class, ...]) -> Values:
    """`Base.__init__`, or what `super().__init__` is, where it is made of the fields of a record."""
    cls = constructing(frame, order) if frame.world.records else None
    if cls is None:
        return EMPTY
    made = frame.world.builtin(CONSTRUCTOR)
    return as_set(frame.table.intern(BuiltinMethod, function=made, receiver=cls))


def initialize(call: Site, cls: Value, arguments: Arguments) -> Values:
    """The constructor of the record `cls` is called as a function, on what is passed first."""
    rest = passing.Arguments(arguments.positional[1:], arguments.keywords, arguments.star, arguments.mapping)
    for instance in builtins_model.first(call, arguments):
        if isinstance(instance, Instance) and isinstance(cls, Class):
            construct(call, cls, instance, rest)
    return EMPTY


def construct(call: Site, cls: Class, instance: Instance, arguments: Arguments) -> None:
    """What is passed becomes the fields' values; factories make those of the others, and the hooks run."""
    frame, rest, passed = call.frame, list(arguments.positional), passing.Arguments()
    for field in declared(frame, cls):
        known = _known(cls, field.name)
        made = [value for value in known if isinstance(value, Field)]
        is_given = all(one.is_given for one in made) if field.is_given is None else field.is_given
        word = next((name for name in (field.name, field.alias) if name in arguments.keywords), None)
        if word is not None:
            values = frame.concrete(arguments.keywords[word])
        elif rest and is_given and not field.is_keyword:
            values = frame.concrete(rest.pop(0))
        else:
            values = frame.concrete(arguments.star)
        is_passed = bool(values) or word is not None
        if not is_passed:
            values |= defaults(known)
        for one in made:
            values = _made(call, one, values, is_passed)
        if field.is_kept:
            frame.analysis.write_field(instance.cls, field.name, values)
        else:
            passed.positional.append(values or known.difference(made))
    for hook in HOOKS:
        given = passed if hook == GIVEN_INIT_VARS else passing.NOTHING
        attributes.call_method(frame, instance, hook, given, call.position, "call")


def _known(cls: Class, name: str) -> Values:
    """What the class body binds to a field's name."""
    return next((one.members[name].values for one in cls.mro if name in one.members), EMPTY)


def _made(call: Site, field: Field, values: Values, is_passed: bool) -> Values:
    back = call.other("callback", "callback")
    if not is_passed:
        values |= back.values(field.factory, passing.NOTHING)
    values = back.values(field.converter, passing.Arguments([values])) or values
    back.values(field.validator, passing.Arguments([EMPTY, EMPTY, values]))
    return values


def by_field(frame: Frame, instance: Instance, methods: tuple[str, ...], site: tuple[int, int]) -> None:
    """Compare, hash or show a record that does not say how: its fields, one by one."""
    cls = instance.cls
    # Records in records in records lead to the same ones in very many ways.
    asked = (instance, methods[-1], site, frame.weak, frame.doubt, frame.sites is frame.code.sites)
    if asked in frame.by_field or frame.world.records.isdisjoint(cls.mro):
        return
    frame.by_field.add(asked)
    for name in names(frame, cls):
        values = frame.read(frame.world.fields.view(cls, name, instance.exact))
        if methods[-1] == "__repr__":
            texts.shown(frame, values, "r", site)
        else:
            implicit.call_first(frame, values, methods, site, *([] if methods[-1] == "__hash__" else [values]))


def row(frame: Frame, instance: Instance) -> list[Values] | None:
    """The fields of an instance of a named tuple, in order; None of any other."""
    cls = instance.cls
    if frame.world.rows.isdisjoint(cls.mro):
        return None
    fields = frame.world.fields
    return [frame.read(fields.view(cls, name, instance.exact)) for name in names(frame, cls)]


def row_method(frame: Frame, cls: Class, receiver: Value, name: str) -> Values:
    """What all named tuples have: `_replace`, `_make`."""
    described = library_table.method(NAMED_TUPLE, name) if frame.world.rows else None
    if described is None or frame.world.rows.isdisjoint(cls.mro):
        return EMPTY
    return as_set(frame.table.bound(frame.world.external(described), receiver))


# ------------------------------------------------------------------------------------------------ named tuples


def named_tuple(call: Site, arguments: Arguments) -> Values:
    """`namedtuple("Pair", "left right")`: a class that `Made` stands for."""
    given = [call.frame.concrete(values) for values in arguments.positional[1:2]]
    words = [arguments.keywords[name] for name in ("field_names", "fields") if name in arguments.keywords]
    given += [call.frame.concrete(values) for values in words]
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
                found += [one.text for one in _first_of(frame, part) if isinstance(one, Constant)]
    return found


def _first_of(frame: Frame, values: Values) -> Values:
    """What comes first in the pairs among `values`, and the others: `("left", int)`, as `typing` has it."""
    rows = [containers.in_order(frame, value) for value in values if isinstance(value, Container)]
    return union([values, *(row[0] for row in rows if row)])


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
