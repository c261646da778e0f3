"""Attribute hooks: `__getattr__` and the like, which run for attributes whatever their name, and how sure that is.

A hook is known to run where the receiver can be nothing else. Most receivers are told by what came by, and a hook of
one class among what did, or of a few subclasses of a general class, is a guess: what is read is mostly an attribute
that the others have.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import builtin_names, lazy
from tracer.link.calls import (
    closures,
    hierarchy,
    invoke,
    likely,
    metaclasses,
    passing,
    private_names,
    registries,
    returning,
)
from tracer.link.calls.cells import EMPTY, Values, as_set, union
from tracer.link.calls.symbols import Parameter
from tracer.link.calls.values import Class, Closure, Function, Instance, Module
from tracer.link.calls.world import local_to

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.world import World

SURE = "attribute"
"""Rule of a hook that certainly runs."""
HOOK = "hook"
"""Rule of one that runs if the receiver is what it seems to be."""
WHEN_MISSING = "__getattr__"
"""The hook that is asked for attributes that there are not."""
CHANGING = frozenset({"__setattr__", "__delattr__"})
"""Hooks of what is set and deleted: of a class that has them for all that its instances keep, others are told less."""


def call(frame: Frame, receiver: Instance | Class, name: str, site: Site) -> Values:
    """Hooks run for every name: nothing is passed to them, lest everything meets in their parameters."""
    found = _found(receiver, name)
    if not found:
        return EMPTY
    subject = _subject(frame, receiver)
    how = rule(frame, subject) if isinstance(receiver, Class) or _is_own(receiver.cls, found) else HOOK
    run = partial(_run, frame, receiver, found, how, site)
    if isinstance(receiver, Class) or frame.doubt or _is_meant(frame, receiver, name, found, subject):
        return run()
    return frame.doubting(run)


def _subject(frame: Frame, receiver: Instance | Class) -> Values:
    """What `receiver` is one of; a lazy loader stands for the module that it loads."""
    subject = frame.concrete(frame.subject)
    if isinstance(receiver, Instance) and lazy.is_loader(receiver.cls.name):
        return frozenset(value for value in subject if not isinstance(value, Module))
    return subject


def _run(frame: Frame, receiver: Instance | Class, found: hierarchy.Found, rule: str, site: Site) -> Values:
    ran = invoke.Site(frame, site, "attribute", rule, count=len(found))
    hooks = (member for _, cell in found for member in frame.read(cell))
    bound = (frame.table.bound(hook, receiver) for hook in hooks if isinstance(hook, (Function, Closure)))
    return union([ran.value(hook, passing.NOTHING) for hook in bound])


def _found(receiver: Instance | Class, name: str) -> hierarchy.Found:
    if isinstance(receiver, Instance):
        return hierarchy.members(receiver.cls, name, receiver.exact)
    metaclass = metaclasses.of(receiver)
    return hierarchy.members(metaclass, name, True) if metaclass is not None else ()


def rule(frame: Frame, subject: Values) -> str:
    """By which rule code is known that an attribute of `subject` runs: whether that can be nothing else."""
    if len(subject) != 1:
        return HOOK
    if _is_self(frame):
        return SURE
    written = frame.written
    if isinstance(written, f.Name):
        return SURE if local_to(frame.code, written.id) is None else HOOK
    if isinstance(written, f.Attribute) and isinstance(written.value, f.Name):
        owners = frame.lookup(written.value.id)
        return SURE if owners and all(isinstance(owner, Module) for owner in owners) else HOOK
    return HOOK


def _is_self(frame: Frame) -> bool:
    """Whether it is the `self` of a method whose attribute is read."""
    if len(frame.subject) == 1:
        (subject,) = frame.subject
        if isinstance(subject, Parameter) and subject.index == 0 and subject.function.is_method:
            return True
    return isinstance(frame.written, f.Name) and likely.is_receiver(frame, frame.written.id)


def _is_meant(frame: Frame, receiver: Instance, name: str, found: hierarchy.Found, subject: Values) -> bool:
    """Whether most of what the receiver may be has the hook: as one of several values, and as one of the classes below
    its own that has what is read."""
    if frame.width > likely.FANOUT:
        return True  # A guess as it is.
    having = sum(isinstance(value, Instance) and bool(_found(value, name)) for value in subject)
    if 2 * having < len(subject):
        return False
    own = receiver.cls
    if _is_own(own, found) or name in CHANGING:
        return True
    below = {cls for definer, _ in found for cls in (definer, *definer.subclasses) if own in cls.mro}
    return 2 * len(below) > len(own.subclasses)


def _is_own(cls: Class, found: hierarchy.Found) -> bool:
    """Whether the instances of a class have a hook, rather than some of classes below it alone."""
    return any(definer in cls.mro for definer, _ in found)


# ------------------------------------------------------------------------------------------- missing attributes


def may_answer(frame: Frame, receiver: Instance, name: str) -> bool:
    """Whether `__getattr__` is asked for an attribute of `receiver` that is not known to have any value: not for one
    that its instances have, whatever its value is."""
    found = _found(receiver, WHEN_MISSING)
    if not found or builtin_names.is_of_all(name) or _has(frame.world, receiver.cls, name):
        return False
    return not all(_has(frame.world, definer, name) for definer, _ in found)


def _has(world: World, cls: Class, name: str) -> bool:
    """Whether the methods of a class, or others, set this attribute on its instances."""
    return any(name in one.fields or name in _set_by_methods(world, one) for one in cls.mro)


def _set_by_methods(world: World, cls: Class) -> frozenset[str]:
    known = world.set_by_methods.get(cls)
    if known is None:
        facts, definitions = cls.module.facts, cls.module.definitions
        attributes = facts.attributes if facts is not None else ()
        names = (private_names.mangled(one.name, cls.name) for one in attributes if definitions[one.owner] is cls)
        known = world.set_by_methods[cls] = frozenset(names)
    return known


def asked(frame: Frame, receivers: Values, name: str, site: Site, *, has_others: bool, is_had: bool) -> Values:
    """What instances that have no attribute `name` answer when asked for it. Where something else that may be there has
    it (`is_had`: other instances), it is that which is meant."""
    result, before = EMPTY, frame.doubt
    for receiver in frame.each(receivers):
        assert isinstance(receiver, Instance)
        is_loader = lazy.is_loader(receiver.cls.name)
        frame.doubt = before or (has_others and not is_loader)
        found = call(frame, receiver, WHEN_MISSING, site) | _answer(frame, receiver, name)
        frame.doubt = before
        result |= registries.doubted(frame, found, instances=True) if is_had and not is_loader else found
    return result


def _answer(frame: Frame, receiver: Instance, name: str) -> Values:
    """What `__getattr__` returns for this name, where it hands the question on to something else. Of lazy loaders,
    which module that is is known where one is made."""
    result = EMPTY
    if lazy.is_loader(receiver.cls.name):
        return result
    for _, cell in _found(receiver, WHEN_MISSING):
        for member in frame.read(cell):
            if isinstance(member, Function) and member.is_symbolic and member not in frame.active:
                given = {0: as_set(receiver), 1: as_set(frame.world.constant("str", name))}
                if member.children:
                    frame.analysis.join(frame.analysis.extra(member, closures.ASKED), given[1])
                frame.active.add(member)
                result |= returning.returned(frame, member, given)
                frame.active.discard(member)
    return result
