"""What api_def files and `ops.pbtxt` say of ops."""

from __future__ import annotations

from tracer.facts.base import Fact, Problem
from tracer.facts.cpp import OpRegistration


class ApiEndpoint(Fact, frozen=True):
    name: str
    deprecated: bool = False
    deprecation_version: int = 0


class ApiArgument(Fact, frozen=True):
    """`name` of the op's argument or attribute, and what the API calls it; an attribute may get a new default."""

    name: str
    rename_to: str | None = None
    default: str | None = None
    description: str | None = None


class ApiDefinition(Fact, frozen=True):
    """One `op { ... }` of an api_def pbtxt. None means: not said here, so the base or the op's own holds."""

    op: str
    line: int
    visibility: str | None = None
    endpoints: tuple[ApiEndpoint, ...] = ()
    inputs: tuple[ApiArgument, ...] = ()
    outputs: tuple[ApiArgument, ...] = ()
    attributes: tuple[ApiArgument, ...] = ()
    arg_order: tuple[str, ...] = ()
    summary: str | None = None
    deprecation_message: str | None = None
    deprecation_version: int = 0


class ApiDefFacts(Fact, frozen=True):
    """An api_def file, or `ops.pbtxt`: the list of all ops that the repository keeps, with what a program registers."""

    definitions: tuple[ApiDefinition, ...] = ()
    problems: tuple[Problem, ...] = ()
    ops: tuple[OpRegistration, ...] = ()
