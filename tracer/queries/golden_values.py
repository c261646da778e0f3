"""What the values that API names stand for would be at run time: their types and how `str` prints defaults.

TensorFlow's golden files record the type of each constant and class attribute. Nothing is imported: types follow from
the expressions assigned, as far as those say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import values
from tracer.link.namespaces import Binding
from tracer.linked import BUILTIN, EXTERNAL
from tracer.python_text import UNREADABLE, value_of

if TYPE_CHECKING:
    from tracer.link.program import Program

UNKNOWN = "object"
"""The type given where the source does not tell."""

TYPING_ALIAS = "typing.Union"
"""What the visitor calls the type of `Union[...]`, `List[...]` and the like."""

_CONSTANTS = {"None": "NoneType", "Ellipsis": "ellipsis"}
_DISPLAYS = {"list": "list", "tuple": "tuple", "set": "set"}
_CALLS = {"frozenset", "dict", "set", "tuple", "list", "int", "str", "float", "bool", "bytes"}
_GIVE_TEXT = {"format", "join", "strip", "replace", "lower", "upper"}
_DEPTH = 8
ABSTRACT = "abc.ABCMeta"
"""The visitor writes it as `type` (`_NORMALIZE_TYPE`)."""
_INSPECT = "tensorflow.python.util.tf_inspect"


def type_of_key(program: Program, key: str, depth: int = 0) -> str:
    """The type (`str`, `module.Class`, `<enum 'X'>`) of the value that the variable `key` holds."""
    found = values.instance_class(program, key)
    if found is not None:
        return class_name(program, found)
    module, _, qualname = key.partition(":")
    owner, _, name = qualname.rpartition(".")
    namespace = program.class_namespace(f"{module}:{owner}") if owner else program.namespace(module)
    if owner and is_enum(program, f"{module}:{owner}"):
        return f"<enum '{owner.rpartition('.')[2]}'>"
    for binding in reversed(namespace.names.get(name, ()) if namespace else ()):
        scope = values.Scope(module, f"{module}:{owner}" if owner else None, binding.order)
        if binding.value is not None:
            found_type = type_of(program, scope, binding.value, depth)
            if found_type != UNKNOWN:
                return found_type
    return UNKNOWN


def type_of(program: Program, scope: values.Scope, expression: f.Expr, depth: int = 0) -> str:
    """The type of what `expression` gives."""
    if depth > _DEPTH:
        return UNKNOWN
    if isinstance(expression, f.Constant):
        return _CONSTANTS.get(expression.kind, expression.kind)
    if isinstance(expression, f.Sequence):
        return _DISPLAYS[expression.kind]
    if isinstance(expression, f.Mapping):
        return "dict"
    if isinstance(expression, f.Comprehension):
        return expression.kind
    if isinstance(expression, f.Formatted):
        return "str"
    if isinstance(expression, f.Compare):
        return "bool"
    if isinstance(expression, f.Unary):
        return "bool" if expression.op == "not" else type_of(program, scope, expression.operand, depth + 1)
    if isinstance(expression, f.Binary):
        return type_of(program, scope, expression.left, depth + 1)
    if isinstance(expression, f.BoolOp):
        return type_of(program, scope, expression.values[-1], depth + 1)
    if isinstance(expression, f.IfExp):
        return type_of(program, scope, expression.body, depth + 1)
    if isinstance(expression, f.Call):
        return _call_type(program, scope, expression, depth)
    return _reference_type(program, scope, expression, depth)


def _call_type(program: Program, scope: values.Scope, call: f.Call, depth: int) -> str:
    name = dotted(call.func) or ""
    last = name.rpartition(".")[2]
    if name in _CALLS:
        return name
    if last == "defaultdict":
        return "collections.defaultdict"
    if last in {"property", "abstractproperty", "cached_property"}:
        return "property"
    if isinstance(call.func, f.Attribute) and call.func.attr in _GIVE_TEXT:
        return "str"
    for value in values.evaluate(program, scope, call.func):
        if program.is_class(value.key):
            return class_name(program, value.key)
        returned = _returned_type(program, value.key, depth)
        if returned != UNKNOWN:
            return returned
    for value in values.evaluate(program, scope, call):
        return type_of_value(program, value.key, depth + 1)
    return UNKNOWN


def _returned_type(program: Program, key: str, depth: int) -> str:
    """The type of what a function returns, where its return statements say so without its arguments."""
    found = program.definition(key) if not key.startswith("<") else None
    if found is None or found[1].kind != "function":
        return UNKNOWN
    module, _ = found
    flow = program.flow(module.name)
    if flow is None:
        return UNKNOWN
    inside = {d.name for d in module.facts.definitions if d.parent >= 0 and module.keys[d.parent] == key}
    for statement in _returns(flow.bodies[module.keys.index(key)]):
        if isinstance(statement, f.Name):
            return "function" if statement.id in inside else UNKNOWN
        return type_of(program, values.Scope(module.name, None, None), statement, depth + 1)
    return UNKNOWN


def _returns(statements: Iterable[f.Statement]) -> Iterator[f.Expr]:
    for statement in statements:
        if isinstance(statement, f.Return) and statement.value is not None:
            yield statement.value
        elif isinstance(statement, f.If):
            yield from _returns((*statement.body, *statement.orelse))
        elif isinstance(statement, f.With | f.Try):
            yield from _returns(statement.body)


def target_of(program: Program, key: str) -> str:
    """What a module's variable stands for in the end, seen through the wrappers around it: `x = deprecated(..)(x)`."""
    module, _, name = key.partition(":")
    namespace = program.namespace(module) if not key.startswith("<") and program.definition(key) is None else None
    for binding in namespace.names.get(name, ()) if namespace else ():
        if binding.value is not None:
            for value in values.evaluate(program, values.Scope(module, None, binding.order), binding.value):
                if value.key != key:
                    return value.key
    for star in reversed(namespace.stars if namespace else []):
        if program.is_virtual(star.module) and program.resolve(star.module, name):
            return f"{star.module}:{name}"
    return key


def _reference_type(program: Program, scope: values.Scope, expression: f.Expr, depth: int) -> str:
    for value in values.evaluate(program, scope, expression):
        found = type_of_value(program, value.key, depth + 1)
        if found != UNKNOWN:
            return found
    return UNKNOWN


def type_of_value(program: Program, key: str, depth: int = 0) -> str:
    """The type of what `key` stands for, be it a definition or a variable."""
    if key.startswith(BUILTIN):
        return {"True": "bool", "False": "bool", "None": "NoneType"}.get(key.partition(":")[2], UNKNOWN)
    if key.startswith("<"):
        return UNKNOWN
    if program.is_class(key):
        return metaclass(program, key)
    if program.definition(key) is not None:
        return "function"
    if key.endswith(":"):
        return "module"
    return type_of_key(program, key, depth)


def returned_member(program: Program, owner: str, function: str) -> str:
    """The type of what a function of a class gives that is called with the class: `return cls.VARIABLES`."""
    found = program.definition(function)
    flow = program.flow(found[0].name) if found is not None else None
    if found is None or flow is None or not found[1].parameters:
        return UNKNOWN
    module, definition = found
    first = definition.parameters[0].name
    for value in _returns(flow.bodies[module.keys.index(function)]):
        if not isinstance(value, f.Attribute) or not isinstance(value.value, f.Name) or value.value.id != first:
            return type_of(program, values.Scope(module.name, None, None), value)
        for base in program.mro(owner).keys:
            for resolved in program.own_member(base, value.attr) if not base.startswith("<") else ():
                return type_of_value(program, resolved.key)
    return UNKNOWN


# ------------------------------------------------------------------------------------------------ classes


def class_name(program: Program, key: str) -> str:
    """`module.qualname` of a class, `<enum 'X'>` of an enumeration."""
    module, _, qualname = key.partition("#")[0].partition(":")
    if is_enum(program, key):
        return f"<enum '{qualname.rpartition('.')[2]}'>"
    return f"{module}.{qualname}"


def is_modern(program: Program) -> bool:
    """Whether golden files of that time were made with Python 3.11 or newer, and its protobuf."""
    release = program.release
    return release is None or tuple(release) >= (2, 16)


def lists_keyword_only(program: Program) -> bool:
    """Whether this TensorFlow's `tf_inspect.getargspec`, which the golden files print, lists keyword-only arguments."""
    module, flow = program.module(_INSPECT), program.flow(_INSPECT)
    if module is None or flow is None:
        return is_modern(program)
    bodies = zip(module.facts.definitions, flow.bodies, strict=True)
    return any(_mentions(body, "kwonlyargs") for definition, body in bodies if definition.name == "_getargspec")


def _mentions(value: object, attribute: str) -> bool:
    """Whether `.attribute` is read anywhere in facts."""
    return any(isinstance(node, f.Attribute) and node.attr == attribute for node in f.nodes(value))


def is_enum(program: Program, key: str) -> bool:
    if not program.is_class(key):
        return False
    return any(base.startswith("<external>:enum.") for base in program.mro(key).keys)


def metaclass(program: Program, key: str) -> str:
    """The type of a class: `type`, or the metaclass that it or a class of its MRO names."""
    if is_enum(program, key):
        return "enum.EnumType" if is_modern(program) else "enum.EnumMeta"
    for base in program.mro(key).keys:
        if base.endswith("pybind11_object"):
            return "pybind11_builtins.pybind11_type"
        name = _own_metaclass(program, base)
        if name is not None:
            return name
    return "type"


def _own_metaclass(program: Program, key: str) -> str | None:
    found = program.definition(key) if not key.startswith("<") else None
    if found is None:
        return {"<external>:typing.Protocol": "typing._ProtocolMeta"}.get(key)
    module, definition = found
    for expression in _metaclass_expressions(definition):
        scope = values.Scope(module.name, None, None)
        for value in values.evaluate(program, scope, expression):
            if value.key == f"{EXTERNAL}{ABSTRACT}":
                return "type"
            if program.is_class(value.key):
                return class_name(program, value.key)
    return None


def _metaclass_expressions(definition: f.Definition) -> Iterator[f.Expr]:
    for base in definition.bases:
        if base.keyword == "metaclass":
            yield base.value
        elif isinstance(base.value, f.Call) and (dotted(base.value.func) or "").endswith("with_metaclass"):
            yield from (argument.value for argument in base.value.args[:1])
    for decorator in definition.decorators:
        if isinstance(decorator, f.Call) and (dotted(decorator.func) or "").endswith("add_metaclass"):
            yield from (argument.value for argument in decorator.args[:1])


# ----------------------------------------------------------------------------------------------- defaults


def printed(text: str) -> str:
    """How `str` would print the default written as `text`, as far as the text says: literals by value, names as they
    are."""
    if text.startswith(("_dtypes.", "dtypes.")):
        return f"<dtype: '{text.rpartition('.')[2]}'>"
    try:
        return str(value_of(text))
    except UNREADABLE:
        return text


def binding_type(program: Program, module: str, owner: str, binding: Binding) -> str:
    """The type of a class attribute from the expression it is bound to."""
    if is_enum(program, owner):
        return class_name(program, owner)
    if binding.value is None:
        return UNKNOWN
    return type_of(program, values.Scope(module, owner, binding.order), binding.value)
