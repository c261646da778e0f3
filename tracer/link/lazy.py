"""Lazy loaders, `lazy_loader.attach`, module `__getattr__` tables and `__path__` tricks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link.namespaces import Binding, Namespace

if TYPE_CHECKING:
    from tracer.link.program import Module, Program

_LOADER = re.compile(r"_?(\w*Lazy_?(Loader|Module|Import)|lazy_(load|loader|import|module))$", re.IGNORECASE)


@cache
def is_loader(name: str) -> bool:
    """Whether a callable of that name makes a module that loads itself on first use."""
    return _LOADER.match(name) is not None


def targets(loader: str, strings: Sequence[str], keywords: Mapping[str, str | None]) -> list[str]:
    """Modules that a lazy loader may load, likeliest first.

    `LazyLoader(local_name, globals(), name)` as in TensorFlow and absl; `LazyModule(name)` as in Keras;
    `KerasLazyLoader(globals(), mode, submodule)` chooses among the releases of Keras, unless it is given a module's
    name as the others are.
    """
    if "keras" in loader.lower() and not (len(strings) > 1 and strings[1].startswith("keras.")):
        return _keras_modules(strings, keywords)
    named = [keywords[key] for key in ("name", "module", "module_name", "import_path") if keywords.get(key)]
    positional = list(strings[1:] if len(strings) > 1 else strings)
    candidates = [name for name in [*positional[:1], *named] if name]
    return list(dict.fromkeys(candidates))


def _keras_modules(strings: Sequence[str], keywords: Mapping[str, str | None]) -> list[str]:
    mode = keywords.get("mode") or (strings[0] if strings else None) or "v2"
    submodule = keywords.get("submodule") or (strings[1] if len(strings) > 1 else None)
    version = "v1" if mode == "v1" else "v2"
    packages = ["keras._tf_keras.keras", f"keras.api._{version}.keras", f"tf_keras.api._{version}.keras", "tf_keras"]
    return [f"{package}.{submodule}" if submodule else package for package in packages]


def relative_directory(expression: f.Expr) -> str | None:
    """`os.path.join(os.path.dirname(__file__), "api")` -> "api"; None for anything else."""
    if isinstance(expression, f.Call) and (dotted(expression.func) or "").endswith("join"):
        first, *rest = (argument.value for argument in expression.args)
        base = relative_directory(first)
        parts = [part.value for part in rest if isinstance(part, f.Constant) and part.kind == "str"]
        return posixpath.join(base, *parts) if base is not None and len(parts) == len(rest) else None
    if isinstance(expression, f.Call) and (dotted(expression.func) or "").endswith("dirname"):
        inner = expression.args[0].value if expression.args else None
        if isinstance(inner, f.Name) and inner.id == "__file__":
            return "."
        base = relative_directory(inner) if inner is not None else None
        return posixpath.join(base, "..") if base is not None else None
    if isinstance(expression, f.Call) and expression.args and (dotted(expression.func) or "").endswith("abspath"):
        return "./__file__" if dotted(expression.args[0].value) == "__file__" else None
    if isinstance(expression, f.Subscript) and dotted(expression.value) == "__path__":
        return "."
    return None


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A name that a package gives on demand: `attribute` of `module`, or `module` itself."""

    module: str
    attribute: str
    level: int
    line: int
    order: int

    def binding(self, name: str, module: str) -> Binding:
        if self.attribute:
            return Binding(name, "from", self.line, self.order, module=module, attribute=self.attribute, lazy=True)
        return Binding(name, "module", self.line, self.order, module=module, lazy=True)


def attached(namespace: Namespace, name: str) -> Entry | None:
    """`__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=..., submod_attrs=...)`."""
    for effect in namespace.effects:
        call = effect.value
        if not isinstance(call, f.Call) or not (dotted(call.func) or "").endswith("attach"):
            continue
        arguments = dict(zip(("package", "submodules", "submod_attrs"), (a.value for a in call.args), strict=False))
        arguments.update({a.keyword: a.value for a in call.args if a.keyword})
        if name in _strings(arguments.get("submodules")):
            return Entry(name, "", 1, call.line, effect.order)
        table = arguments.get("submod_attrs")
        for key, names in table.items if isinstance(table, f.Mapping) else ():
            if isinstance(key, f.Constant) and name in _strings(names):
                return Entry(key.value, name, 1, call.line, effect.order)
    return None


def names(program: Program, module: Module) -> set[str]:
    """All that a module's `__getattr__` may know, by `attached`, `from_stub` and `from_tables`."""
    namespace = module.namespace
    if "__getattr__" not in namespace.names:
        return set()
    stub = program.stub_module(module.name)
    found = set(stub.namespace.names) if stub is not None else set[str]()
    for effect in namespace.effects:
        call = effect.value
        if isinstance(call, f.Call) and (dotted(call.func) or "").endswith("attach"):
            found |= {name for argument in call.args for name in _words(argument.value)}
    for bindings in namespace.names.values():
        found |= {
            name for binding in bindings if isinstance(binding.value, f.Mapping) for name in _words(binding.value)
        }
    return found


def _words(expression: f.Expr) -> set[str]:
    """The identifiers among the strings of a list, or among the keys and values of a table."""
    strings = set(_strings(expression))
    for key, value in expression.items if isinstance(expression, f.Mapping) else ():
        strings |= set(_strings(value))
        if isinstance(key, f.Constant) and key.kind == "str":
            strings.add(key.value)
    return {text for text in strings if text.isidentifier()}


def _strings(expression: f.Expr | None) -> tuple[str, ...]:
    elements = expression.elements if isinstance(expression, f.Sequence) else ()
    return tuple(e.value for e in elements if isinstance(e, f.Constant) and e.kind == "str")


def from_stub(program: Program, module: Module, name: str) -> Entry | None:
    """What the `.pyi` beside a lazy package (`lazy_loader.attach_stub`) says `name` is. Its place is that of the
    package's `__getattr__`: lines of the stub are none of the package's."""
    stub, looks_up = program.stub_module(module.name), module.namespace.names["__getattr__"][0]
    for binding in stub.namespace.names.get(name, ()) if stub else ():
        if binding.form in ("from", "module"):
            return Entry(binding.module, binding.attribute, 0, looks_up.line, looks_up.order)
    return None


def from_tables(namespace: Namespace, name: str) -> Entry | None:
    """A module-level dict that names `name`: {"name": "module"}, {"name": ("module", "attribute")} or
    {"submodule": ["name", ...]}, the tables that `__getattr__` functions look things up in."""
    for bindings in namespace.names.values():
        for binding in bindings:
            if isinstance(binding.value, f.Mapping):
                entry = _table_entry(binding.value, name, binding)
                if entry is not None:
                    return entry
    return None


def _table_entry(table: f.Mapping, name: str, binding: Binding) -> Entry | None:
    for key, value in table.items:
        if not isinstance(key, f.Constant) or key.kind != "str":
            continue
        if key.value == name:
            path = (value.value,) if isinstance(value, f.Constant) and value.kind == "str" else _strings(value)
            if path:
                return _entry(path[0], path[1] if len(path) > 1 else name, binding)
        if name in _strings(value) and len(_strings(value)) and key.value != name:
            return _entry(key.value, name, binding)
    return None


def _entry(module: str, attribute: str, binding: Binding) -> Entry:
    level = len(module) - len(module.lstrip("."))
    return Entry(module, attribute, level or (0 if "." in module else 1), binding.line, binding.order)
