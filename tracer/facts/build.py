"""What BUILD files say of generated modules and of the libraries that their ops come from."""

from __future__ import annotations

from tracer.facts.base import Fact, Problem


class GeneratedModule(Fact, frozen=True):
    """A BUILD target that generates a Python module of op wrappers, and the C++ targets its ops come from.

    `out` is the generated file, relative to the BUILD file's folder, where the rule says it; `hidden` and
    `op_whitelist` name ops; without `has_api_def` the generator sees no api_def files, and every op is visible.
    """

    name: str
    rule: str
    line: int
    out: str | None = None
    deps: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    op_whitelist: tuple[str, ...] = ()
    has_api_def: bool = True


class OpLibrary(Fact, frozen=True):
    """A BUILD target whose C++ sources register ops (`tf_gen_op_libs`, `cc_library`)."""

    name: str
    line: int
    sources: tuple[str, ...] = ()
    deps: tuple[str, ...] = ()


class BuildFacts(Fact, frozen=True):
    modules: tuple[GeneratedModule, ...] = ()
    libraries: tuple[OpLibrary, ...] = ()
    problems: tuple[Problem, ...] = ()
