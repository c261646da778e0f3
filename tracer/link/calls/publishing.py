"""What the names of a module and of a class body stand for, as everybody else sees them: what they are bound to
last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import enums, private_names, records, registries
from tracer.link.calls.cells import EMPTY, Values
from tracer.link.calls.values import Closure, Function

if TYPE_CHECKING:
    from tracer.link.calls.frame import Environment, Frame
    from tracer.link.calls.values import Class, Module


def of_module(frame: Frame) -> None:
    """A module's names, at its end."""
    _withdraw(frame)
    _publish(frame, frame.env)
    frame.dirty.clear()


def before_call(frame: Frame) -> None:
    """A module's names as they stand now, which what is called while it is first being executed sees. In a branch that
    the settings don't take, they stay what the names may stand for: other settings take it."""
    if frame.code.visits > 1:
        return
    names = {name: frame.env[name] for name in sorted(frame.dirty) if name in frame.env}
    _publish(frame, names)
    if not frame.weak:
        for name, values in names.items():
            frame.shown[name] = frame.shown.get(name, EMPTY) | frame.concrete(values)
    frame.dirty.clear()


def _publish(frame: Frame, env: Environment) -> None:
    variables = frame.code.variables
    for name, values in env.items():
        if type(name) is str:
            if name not in variables:
                frame.new_global(name)
            known = frame.concrete(values)
            if name in frame.module.replaced:
                known = registries.doubted(frame, known)
            frame.analysis.join(variables[name], known)


def replace(frame: Frame, module: Module, name: str, values: Values) -> None:
    """`module.name = function` in the body of another module: what the module itself defines under this name is hardly
    ever called, as it is replaced on import."""
    cell = module.variable(name)
    if _is_on_import(frame, module) and values and all(isinstance(value, (Function, Closure)) for value in values):
        own = frozenset(value for value in cell.values if isinstance(value, Function) and value.module is module)
        if own and cell.counts is None and own.isdisjoint(values):
            module.replaced |= {name}
            cell.values = (cell.values - own) | registries.doubted(frame, own)
            frame.analysis.wake(cell)
    frame.analysis.join(cell, values)


def _is_on_import(frame: Frame, module: Module) -> bool:
    """Whether this happens as a module is executed, other than `module`, that another one imports and that is part of
    the program itself: what nobody imports (a plug-in, a test) may never be executed."""
    own = frame.module
    if frame.code is not own or own is module or frame.weak or own.is_guest:
        return False
    return own.name in frame.world.imported


def _withdraw(frame: Frame) -> None:
    """Take back what names stood for that were bound anew since, where nobody read them meanwhile: what a module
    imports by `*` and then defines is what it defines."""
    for name, values in frame.shown.items():
        cell = frame.code.variables[name]
        stale = values - frame.concrete(frame.env.get(name, values))
        if stale and not cell.readers and cell.counts is None:
            cell.values -= stale


def of_class(frame: Frame, cls: Class) -> None:
    """The names of a class body, at its end."""
    for name, values in frame.env.items():
        if type(name) is str:
            add_member(frame, cls, name, values)


def add_member(frame: Frame, cls: Class, name: str, values: Values) -> None:
    name = private_names.mangled(name, cls.name)
    if enums.is_enum(cls):
        values = enums.member(frame, cls, name, values)
    values = records.member(frame, cls, name, values)
    frame.analysis.join(frame.world.add_member(cls, name), frame.concrete(values))
