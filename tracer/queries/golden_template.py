"""What TensorFlow's API generator and the root package's template add to the exported names, and leave out.

The generator imports a few packages and exports what their import has registered, so that modules nothing imports
stay out; the template (`api_template.__init__.py`) then binds further modules (`tf.losses = tf.keras.losses`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import exports
from tracer.linked import TF_KERAS, Export

if TYPE_CHECKING:
    from tracer.link.program import Program

API_ROOTS = (
    "tensorflow.python",
    "tensorflow.lite.python.lite",
    "tensorflow.python.modules_with_exports",
    "tensorflow.lite.python.authoring.authoring",
    TF_KERAS,
)
"""The packages that the generator imports (`gen_api_init_files` in tensorflow/BUILD)."""

KERAS = f"{TF_KERAS}."
"""The modules of this package are named one by one in the generator's list."""

_TEMPLATES = {"v1": "tensorflow/api_template_v1.__init__.py", "v2": "tensorflow/api_template.__init__.py"}
_MODULES = frozenset({"flags", "pywrap_tensorflow"})


_VISITOR = "tensorflow.tools.common.public_api"
_PRIVATE = {"tf": {"compiler", "core", "python"}, "tf.flags": {"cpp_flags"}}
_NOT_DESCENDED = {
    "tf": {"examples", "flags", "platform", "pywrap_tensorflow", "user_ops", "tools", "tensorboard"},
    "tf.app": {"flags"},
    "tf.test": {"mock"},
}


@dataclass(slots=True)
class Package:
    """A public module: what is exported right in it, the modules below, and modules that are not descended into."""

    names: dict[str, Export] = field(default_factory=dict)
    packages: dict[str, Package] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)


def visitor_maps(program: Program) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Names that are private, and names that are not descended into, by public package: as the snapshot's own visitor
    (tensorflow/tools/common/public_api.py) has them, else those of all its versions."""
    flow = program.flow(_VISITOR)
    statements = [statement for body in flow.bodies for statement in body] if flow else []
    tables = {
        (dotted(statement.targets[0]) or "").rpartition(".")[2]: _table(statement.value)
        for statement in statements
        if isinstance(statement, f.Assign) and isinstance(statement.value, f.Mapping)
    }
    return tables.get("_private_map", _PRIVATE), tables.get("_do_not_descend_map", _NOT_DESCENDED)


def _table(mapping: f.Mapping) -> dict[str, set[str]]:
    """`{"tf": ["a", "b"]}` as a value."""
    return {
        key.value: {element.value for element in value.elements if isinstance(element, f.Constant)}
        for key, value in mapping.items
        if isinstance(key, f.Constant) and isinstance(value, f.Sequence)
    }


def apply(program: Program, api: str, root: Package) -> None:
    """Adds what the root package's template binds: aliases of public modules, and modules of the implementation."""
    template = next((file for file in program.files if file.path == _TEMPLATES[api]), None)
    loaded = program.facts(template) if template else None
    if loaded is None:
        return
    aliases: dict[str, str] = {}
    imported = {s.asname or s.name for s in _flat(loaded.body) if isinstance(s, f.ImportFrom)}
    for statement in _flat(loaded.body):
        if isinstance(statement, f.Assign) and statement.value is not None:
            _assign(statement.targets[0], statement.value, aliases, root)
        elif isinstance(statement, f.Expression) and isinstance(statement.value, f.Call):
            _setattr(statement.value, aliases, imported, root)
        elif isinstance(statement, f.ImportFrom) and statement.name in _MODULES:
            root.modules.add(statement.asname or statement.name)
    for alias, package in exports.aliases(program, api).items():
        _replace(root, alias.split(".")[1:], _find(root, package.split(".")[1:]))


def _replace(root: Package, path: list[str], package: Package | None) -> None:
    """Bind a package that Keras fills under another name (`tf.layers`), in place of what had that name."""
    parent = _find(root, path[:-1])
    if package is not None and package is not root and parent is not None:
        parent.packages[path[-1]] = package


def _assign(target: f.Expr, value: f.Expr, aliases: dict[str, str], root: Package) -> None:
    name, source = dotted(target) or "", dotted(value) or ""
    if name.startswith("_current_module."):
        *parents, last = name.split(".")[1:]
        package = _find(root, parents)
        if package is not None and last not in package.packages and not last.startswith("_"):
            package.modules.add(last)
    elif source.startswith(("keras.", "_keras.")):
        aliases[name] = source.lstrip("_")
        found = _find(root, aliases[name].split("."))
        if found is not None and found is not root and not name.startswith("_"):
            root.packages.setdefault(name, found)


def _setattr(call: f.Call, aliases: dict[str, str], imported: set[str], root: Package) -> None:
    if dotted(call.func) != "setattr" or len(call.args) < 3:
        return
    name, value = call.args[1].value, dotted(call.args[2].value) or ""
    if not isinstance(name, f.Constant):
        return
    # Without an alias, a lazy loader of the Keras package of that name is meant, unless it was imported.
    package = aliases.get(value) or ("" if value in imported else f"keras.{name.value}")
    found = _find(root, package.split("."))
    if found is not None and found is not root:
        root.packages.setdefault(name.value, found)
    elif name.value in _MODULES:
        root.modules.add(name.value)


def _find(root: Package, parts: Iterable[str]) -> Package | None:
    package: Package | None = root
    for part in parts:
        package = package.packages.get(part) if package is not None and part else package
    return package


def _flat(statements: Iterable[f.Statement]) -> Iterator[f.Statement]:
    """Statements that run at import, those in branches included."""
    for statement in statements:
        yield statement
        if isinstance(statement, f.If):
            yield from _flat((*statement.body, *statement.orelse))
        elif isinstance(statement, f.Try):
            handlers = (inner for handler in statement.handlers for inner in handler.body)
            yield from _flat((*statement.body, *handlers, *statement.orelse, *statement.final))
        elif isinstance(statement, f.With):
            yield from _flat(statement.body)


def imported_modules(program: Program, roots: Iterable[str]) -> set[str]:
    """Every module that importing `roots` imports, directly or not; empty where no root is in the snapshot."""
    seen: set[str] = set()
    waiting = [root for root in roots if program.tree.exists(root)]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if "." in name:
            waiting.append(name.rpartition(".")[0])
        loaded = program.module(name)
        for statement in _flat(loaded.facts.body) if loaded is not None else ():
            waiting += (target for target in _targets(program, name, statement) if target not in seen)
    return seen


def _targets(program: Program, importing: str, statement: f.Statement) -> Iterator[str]:
    if isinstance(statement, f.Import):
        names = [statement.name]
    elif isinstance(statement, f.ImportFrom):
        module = program.tree.absolute(statement.module, importing, statement.level)
        names = [module, f"{module}.{statement.name}"] if module else []
    else:
        return
    for name in names:
        if program.tree.exists(name) or program.is_virtual(name):
            yield name
