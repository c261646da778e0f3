"""Which star import of a module brings a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link import exported
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
        if found and (exported.has(program, star.module, name) or program.is_open(found)):
            return star
    return None


def _brings(program: Program, module: str, name: str) -> bool:
    """Whether `from module import *` brings `name`."""
    if exported.has(program, module, name):
        return True
    if program.can_bring is not None and not program.can_bring(module, name):
        return False
    if program.is_generated is None or not (found := program.find_module(module)):
        return False
    if program.is_open(found):
        return program.is_generated(name)
    namespace = program.namespace(found)
    return (
        namespace is not None
        and namespace.exports is None
        and any(star.module != module and _brings(program, star.module, name) for star in namespace.stars)
    )
