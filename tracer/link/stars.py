"""Which star import of a module brings a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.entities import Module
from tracer.link.namespaces import UNTAKEN, Star

if TYPE_CHECKING:
    from tracer.link.program import Program


def below(program: Program, loaded: Module, name: str, after: int) -> Star | None:
    """The last one below the statement `after` that brings `name`."""
    for star in reversed(loaded.namespace.stars):
        if star.order > after and star.likelihood != UNTAKEN and _brings(program, star.module, name):
            return star
    return None


def untaken(program: Program, loaded: Module, name: str) -> Star | None:
    """The one in a branch that is not taken that brings a name which nothing else tells; modules that look names up
    when asked list them so, under `if TYPE_CHECKING`."""
    for star in reversed(loaded.namespace.stars):
        if star.likelihood == UNTAKEN and _brings(program, star.module, name):
            return star
    return None


def between(program: Program, loaded: Module, name: str, after: int, order: int) -> Star | None:
    """The last one above the statement `order` and below `after` that brings `name`: what `arg_max` in
    `arg_max = deprecated(arg_max)` means."""
    for star in reversed(loaded.namespace.stars):
        if star.likelihood == UNTAKEN or not after < star.order < order:
            continue
        found = program.find_module(star.module)
        if found and (program.is_exported(star.module, name) or program.is_open(found)):
            return star
    return None


def _brings(program: Program, module: str, name: str) -> bool:
    """Whether `from module import *` brings `name`."""
    if program.is_exported(module, name):
        return True
    is_generated, pending, seen = program.is_generated, [module], {module}
    while is_generated is not None and pending:
        one = pending.pop()
        found = program.find_module(one) if program.can_bring is None or program.can_bring(one, name) else None
        if found is None:
            continue
        if program.is_open(found):
            if is_generated(found, name):
                return True
            continue
        new = dict.fromkeys(one for one in program.passed_on_by(found, name) if one not in seen)
        seen |= new.keys()
        pending += new
    return False
