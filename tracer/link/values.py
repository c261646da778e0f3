"""What module-level expressions stand for: attributes, lazy loaders, wrapped functions, alternatives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeGuard

import msgspec

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import builtin_names, lazy, wrappers
from tracer.link.entities import Resolved
from tracer.link.unparse import unparse
from tracer.linked import BUILTIN, EXTERNAL, MESSAGES, StepKind

if TYPE_CHECKING:
    from tracer.link.program import Module, Program


class Scope(msgspec.Struct, frozen=True, gc=False):
    """Where an expression stands: a module's body, or the body of the class with key `owner`, at `order`."""

    module: str
    owner: str | None = None
    order: int | None = None


class Value(msgspec.Struct, frozen=True, gc=False):
    """What an expression stands for, and the name that leads there; an instance of the class `key` if `is_instance`."""

    key: str
    step: StepKind = "alias"
    next_module: str | None = None
    next_name: str | None = None
    condition: str | None = None
    is_instance: bool = False


def evaluate(program: Program, scope: Scope, expression: f.Expr) -> tuple[Value, ...]:
    """The things `expression` can stand for, best first; () when it makes something new (a constant, a number ...)."""
    evaluator = _EVALUATORS.get(type(expression))
    return tuple(evaluator(program, scope, expression)) if evaluator else ()


def constant_string(program: Program, scope: Scope, expression: f.Expr) -> str | None:
    """A str literal, or the one a module-level name was assigned."""
    if isinstance(expression, f.Constant):
        return expression.value if expression.kind == "str" else None
    if isinstance(expression, f.Name):
        if expression.id == "__name__":
            return scope.module
        namespace = program.namespace(scope.module)
        for binding in namespace.at(expression.id, scope.order) if namespace else ():
            if isinstance(binding.value, f.Constant) and binding.value.kind == "str":
                return binding.value.value
    if isinstance(expression, f.Binary) and expression.op == "+":
        left = constant_string(program, scope, expression.left)
        right = constant_string(program, scope, expression.right)
        return left + right if left is not None and right is not None else None
    return None


def _name(program: Program, scope: Scope, expression: f.Name) -> Iterator[Value]:
    name = expression.id
    if scope.owner is not None:
        namespace = program.class_namespace(scope.owner)
        bindings = namespace.at(name, scope.order) if namespace else ()
        if bindings:
            for binding in bindings:
                for resolved in program.follow(scope.module, scope.owner, binding):
                    yield _value(resolved, None, None)
            return
        results = program.resolve(scope.module, name)
    else:
        results = program.resolve(scope.module, name, scope.order)
    for resolved in results:
        yield _value(resolved, scope.module, name)
    if not results and name in builtin_names.NAMES:
        yield Value(f"{BUILTIN}{name}")


def _value(resolved: Resolved, module: str | None, name: str | None) -> Value:
    return Value(resolved.key, "alias", module, name, resolved.condition, resolved.is_instance)


def _attribute(program: Program, scope: Scope, expression: f.Attribute) -> Iterator[Value]:
    for base in evaluate(program, scope, expression.value):
        if base.key.endswith(":") and not base.key.startswith("<"):
            module = base.key[:-1]
            for resolved in program.resolve(module, expression.attr):
                yield Value(resolved.key, "alias", module, expression.attr, resolved.condition, resolved.is_instance)
            continue
        key = base.key if base.is_instance else instance_class(program, base.key) or base.key
        for resolved in program.member(key, expression.attr):
            yield Value(resolved.key, "alias", None, None, resolved.condition)


def instance_class(program: Program, key: str) -> str | None:
    """The class whose instance the module-level variable `key` holds, if its value is a call of that class."""
    module, _, qualname = key.partition(":")
    if not qualname or "." in qualname or module.startswith("<") or program.definition(key) is not None:
        return None
    if key not in program.instances:
        program.instances[key] = None
        program.instances[key] = _called_class(program, module, qualname)
    return program.instances[key]


def _called_class(program: Program, module: str, qualname: str) -> str | None:
    namespace = program.namespace(module)
    for binding in namespace.names.get(qualname, ()) if namespace else ():
        if isinstance(binding.value, f.Call):
            for value in evaluate(program, Scope(module, None, binding.order), binding.value.func):
                if program.is_class(value.key):
                    return value.key
    return None


def named_tuple_call(program: Program, key: str) -> f.Call | None:
    """The call of `namedtuple` or `NamedTuple` that the variable `key` is assigned."""
    module, _, qualname = key.partition(":")
    namespace = program.namespace(module) if qualname and not module.startswith("<") else None
    for binding in namespace.names.get(qualname, ()) if namespace else ():
        if is_named_tuple(binding.value):
            return binding.value
    return None


def is_named_tuple(expression: f.Expr | None) -> TypeGuard[f.Call]:
    return isinstance(expression, f.Call) and (dotted(expression.func) or "").rpartition(".")[2] in (
        "namedtuple",
        "NamedTuple",
    )


def _call(program: Program, scope: Scope, call: f.Call) -> Iterator[Value]:
    name = dotted(call.func) or ""
    last = name.rpartition(".")[2]
    if lazy.is_loader(last):
        yield from _lazy(program, scope, call, last)
    elif last in ("import_module", "__import__") and call.args:
        module = constant_string(program, scope, call.args[0].value)
        if module:
            yield _module_value(program, module, "import")
    elif name == "getattr" and len(call.args) >= 2:
        attribute = constant_string(program, scope, call.args[1].value)
        if attribute:
            yield from _attribute(program, scope, f.Attribute(call.args[0].value, attribute, call.line, 0))
    elif name in _SAME_OBJECT and call.args:
        yield from evaluate(program, scope, call.args[0].value)
    else:
        yield from wrappers.see_through(program, scope, call)


def _lazy(program: Program, scope: Scope, call: f.Call, loader: str) -> Iterator[Value]:
    strings = [constant_string(program, scope, a.value) for a in call.args if a.keyword is None and not a.star]
    keywords = {a.keyword: constant_string(program, scope, a.value) for a in call.args if a.keyword}
    candidates = lazy.targets(loader, [s for s in strings if s is not None], keywords)
    existing = [name for name in candidates if program.find_module(name)]
    for index, module in enumerate(existing or candidates[:1]):
        value = _module_value(program, module, "lazy")
        yield value if index == 0 else Value(value.key, "lazy", module, None, f"if {module} is the one loaded")


def _module_value(program: Program, module: str, step: StepKind) -> Value:
    found = program.find_module(module)
    return Value(f"{found}:" if found else f"{EXTERNAL}{module}", step, module, None)


def _subscript(program: Program, scope: Scope, expression: f.Subscript) -> Iterator[Value]:
    if (dotted(expression.value) or "").endswith("sys.modules"):
        module = constant_string(program, scope, expression.index)
        if module:
            yield _module_value(program, module, "import")
        return
    for value in evaluate(program, scope, expression.value):
        if program.is_class(value.key) or value.key.startswith(("<external>", "<builtin>")):
            yield value


def _if_exp(program: Program, scope: Scope, expression: f.IfExp) -> Iterator[Value]:
    test = unparse(expression.test)
    for branch, label in ((expression.body, test), (expression.orelse, f"not ({test})")):
        for value in evaluate(program, scope, branch):
            yield Value(value.key, value.step, value.next_module, value.next_name, label, value.is_instance)


def _bool_op(program: Program, scope: Scope, expression: f.BoolOp) -> Iterator[Value]:
    for part in expression.values:
        yield from evaluate(program, scope, part)


def _walrus(program: Program, scope: Scope, expression: f.Walrus) -> Iterator[Value]:
    yield from evaluate(program, scope, expression.value)


_SAME_OBJECT = frozenset({"staticmethod", "classmethod", "property", "abc.abstractproperty"})
_EVALUATORS: dict[type, Callable[..., Iterator[Value]]] = {
    f.Name: _name,
    f.Attribute: _attribute,
    f.Call: _call,
    f.Subscript: _subscript,
    f.IfExp: _if_exp,
    f.BoolOp: _bool_op,
    f.Walrus: _walrus,
}

# ------------------------------------------------------------------------------- packages that change themselves


def path_additions(program: Program, module: Module) -> tuple[str, ...]:
    """Packages whose directory the module adds to its `__path__` by `os.path.join(dirname(__file__), ...)`."""
    found = []
    for effect in module.namespace.effects:
        target = dotted(effect.target) if effect.target is not None else None
        call = effect.value if isinstance(effect.value, f.Call) else None
        if call is not None and dotted(call.func) in ("__path__.append", "__path__.insert") and call.args:
            relative = lazy.relative_directory(call.args[-1].value)
        elif target == "__path__":
            relative = lazy.relative_directory(effect.value)
        else:
            continue
        if relative:
            found.append(program.tree.directory_module(module.name, relative))
    return tuple(filter(None, found))


def from_sys_modules(program: Program, package: str, name: str) -> str | None:
    """The module that `package` put into `sys.modules` under `name`."""
    module = program.module(package)
    for effect in module.namespace.effects if module else ():
        scope = Scope(package, None, effect.order)
        key, value = _sys_modules_entry(effect)
        if key is None or value is None or constant_string(program, scope, key) != name:
            continue
        for found in evaluate(program, scope, value):
            if found.key.endswith(":") and not found.key.startswith("<"):
                return found.key[:-1]
    return None


def _sys_modules_entry(effect: object) -> tuple[f.Expr | None, f.Expr | None]:
    target, value = getattr(effect, "target", None), getattr(effect, "value", None)
    if isinstance(target, f.Subscript) and (dotted(target.value) or "").endswith("sys.modules"):
        return target.index, value
    if isinstance(value, f.Call) and (dotted(value.func) or "").endswith("sys.modules.setdefault"):
        return value.args[0].value, value.args[1].value
    return None, None


def dynamic_attribute(program: Program, module: Module, name: str) -> tuple[Resolved, ...]:
    """An attribute that a module's `__getattr__` would give: by `lazy_loader.attach`, its stub, or a table of names.
    What a build made of a `.proto` file makes its classes when it is imported."""
    if module.name.endswith(MESSAGES) and not name.startswith("_"):
        return (Resolved(program.outside(f"{module.name}.{name}"), step="generated"),)
    entry = lazy.attached(module.namespace, name)
    if entry is None and "__getattr__" in module.namespace.names:
        entry = lazy.from_stub(program, module, name) or lazy.from_tables(module.namespace, name)
    if entry is None:
        return ()
    target = program.tree.absolute(entry.module.lstrip("."), module.name, entry.level)
    return program.follow(module.name, None, entry.binding(name, target))
