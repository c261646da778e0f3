"""Import statements, and names that no statement binds: submodules, star imports, module attributes, builtins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import builtin_names, lazy
from tracer.link.calls.cells import EMPTY, Cell, Values, as_set
from tracer.link.calls.edges import INFERRED
from tracer.link.calls.values import Constant, External, Function, Module

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.passing import Arguments

HOOK = "__getattr__"
BUILTINS = builtin_names.NAMES | {"reveal_type", "unicode", "basestring", "long", "xrange", "unichr", "reduce"}


def run_import(frame: Frame, statement: f.Import) -> None:
    """`import a.b.c` binds `a`; `import a.b.c as x` binds the submodule."""
    target = load(frame, statement.name)
    if statement.asname is None:
        top = statement.name.partition(".")[0]
        frame.assign(top, load(frame, top))
    else:
        frame.assign(statement.asname, target)


def load(frame: Frame, name: str) -> Values:
    """The module of that import name, interpreted first if it never was; outside the snapshot, its name."""
    module = frame.world.module(name)
    if module is None:
        return as_set(frame.world.external(name))
    parent, _, _ = name.rpartition(".")
    if parent:
        load(frame, parent)
    frame.analysis.enter(module)
    return as_set(module)


def lazily(frame: Frame, loader: str, arguments: Arguments) -> Values:
    """The module that a lazy loader, called or made with these arguments, stands for: interpreted when something of it
    is first asked for."""
    if not lazy.is_loader(loader):
        return EMPTY
    strings = [text for values in arguments.positional if (text := _text(values)) is not None]
    keywords = {name: _text(values) for name, values in arguments.keywords.items()}
    names = lazy.targets(loader, strings, keywords)
    module = next((found for name in names if (found := frame.world.module(name)) is not None), None)
    return as_set(module or frame.world.external(names[0])) if names else EMPTY


def _text(values: Values) -> str | None:
    """The string that these are, if they are one."""
    return next((value.text for value in values if isinstance(value, Constant)), None) if len(values) == 1 else None


def run_import_from(frame: Frame, statement: f.ImportFrom) -> None:
    name = frame.analysis.program.tree.absolute(statement.module, frame.module.name, statement.level)
    modules = load(frame, name)
    if statement.name == "*":
        for module in modules:
            if isinstance(module, Module):
                _import_all(frame, module)
        return
    values = EMPTY
    for module in modules:
        if isinstance(module, Module) and module.file is not None and not module.file.is_package:
            # Python asks what it imports names from for `__path__`, to know whether it is a package.
            _call_hook(frame, module, "__path__", (statement.line, 0))
        assert isinstance(module, (Module, External))
        values |= (
            member(frame, module, statement.name, (statement.line, 0))
            if isinstance(module, Module)
            else public(frame, f"{module.name}.{statement.name}")
        )
    frame.assign(statement.asname or statement.name, values)


def public(frame: Frame, path: str) -> Values:
    """What a dotted path stands for that no file has: a public name of one of the snapshot's packages (`tf.nn` is a
    package that only a build makes), or something outside."""
    key = frame.world.public(path)
    owner, _, name = key.partition(":")
    module = frame.world.module(owner) if name.isidentifier() and not owner.startswith("<") else None
    value = frame.world.value(key)
    if module is not None and isinstance(value, External):
        return member(frame, module, name)
    if isinstance(value, Module):
        frame.analysis.enter(value)
    return as_set(value)


def _import_all(frame: Frame, module: Module) -> None:
    module.names.read_by(frame.code)
    exported = frame.analysis.program.exported(module.name)
    for name in list(module.variables):
        if (name in exported) if exported else not name.startswith("_"):
            values = frame.read(module.variables[name])
            if values:
                frame.assign(name, values)


def member(frame: Frame, module: Module, name: str, site: Site | None = None) -> Values:
    """Attribute `name` of a module: what its body binds, a submodule, what the linked names say, or what its
    `__getattr__` gives; `site` is where it is asked for."""
    frame.analysis.enter(module)
    cell = module.variables.get(name)
    if cell is not None:
        values = frame.read(cell)
        if values or not _is_submodule(frame, module, name):
            return values
    else:
        module.without(name).read_by(frame.code)
    found = _unbound(frame, module, name)
    if cell is not None or site is None or _is_submodule(frame, module, name):
        return found
    answer = _call_hook(frame, module, name, site)
    return found or answer


def _call_hook(frame: Frame, module: Module, name: str, site: Site) -> Values:
    """The `__getattr__` of a module runs for what its body does not bind."""
    from tracer.link.calls import returning

    cell = module.variables.get(HOOK)
    result = EMPTY
    for value in frame.read(cell) if cell is not None else EMPTY:
        if isinstance(value, Function) and value not in frame.active:
            frame.edge(value.key, "attribute", INFERRED, "module attribute", site)
            frame.analysis.ensure(value)
            frame.active.add(value)
            result |= returning.returned(frame, value, {0: as_set(frame.world.constant("str", name))})
            frame.active.discard(value)
    return result


def _is_submodule(frame: Frame, module: Module, name: str) -> bool:
    return frame.analysis.program.tree.exists(f"{module.name}.{name}")


def _unbound(frame: Frame, module: Module, name: str) -> Values:
    program = frame.analysis.program
    dotted = f"{module.name}.{name}"
    if program.tree.exists(dotted):
        return load(frame, dotted)
    if module.is_virtual:
        return as_set(frame.world.generated(f"{module.name}:{name}"))
    resolved = program.resolve(module.name, name)
    if resolved:
        value = frame.world.value(resolved[0].key)
        if isinstance(value, Module):
            frame.analysis.enter(value)
        return as_set(value)
    if HOOK in module.variables:
        return EMPTY
    found = program.find_module(dotted)
    if found:
        return load(frame, found)
    return public(frame, dotted) if module.file is None else EMPTY


def implicit(frame: Frame, module: Module, name: str) -> Values:
    """A global name that the module's own statements have not bound (yet)."""
    if name in ("__name__", "__file__", "__doc__"):
        return as_set(frame.world.constant("str", module.name))
    if name == "__package__":
        is_package = module.file is not None and module.file.is_package
        return as_set(frame.world.constant("str", module.name if is_package else module.name.rpartition(".")[0]))
    if name in BUILTINS:
        return as_set(frame.world.builtin(name))
    resolved = frame.analysis.program.resolve(module.name, name) if module.facts is not None else ()
    return as_set(frame.world.value(resolved[0].key)) if resolved and module is not frame.code else EMPTY


__all__ = ["Cell", "implicit", "load", "member", "run_import", "run_import_from"]
