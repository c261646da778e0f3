"""What a Python file defines and registers, and the bodies of its functions."""

from __future__ import annotations

from typing import Literal

import msgspec

from tracer.facts.base import Fact, Problem, share
from tracer.facts.expressions import Argument, Expr
from tracer.facts.statements import Statement


class Parameter(Fact, frozen=True):
    """`kind` is positional_only, positional, varargs, keyword_only or varkw."""

    name: str
    kind: str
    default: Expr | None = None
    annotation: Expr | None = None

    def __post_init__(self) -> None:
        share(self, "name", self.name)
        share(self, "kind", self.kind)


class Definition(Fact, frozen=True):
    """A class, function or lambda.

    `line` and `column` are those of the `def`/`class`/`lambda` keyword (of `async` for async functions, as in
    `ast`), `name_column` that of the name; `first_line` that of the first decorator. `qualname` is what Python's
    `__qualname__` would read, `<locals>` and `<lambda>` included. `parent` indexes the enclosing definition, -1
    for the module. `body` holds a class's statements; a function's are in `PythonFlow.bodies`.
    """

    kind: Literal["class", "function", "lambda"]
    name: str
    qualname: str
    parent: int
    line: int
    column: int
    name_column: int
    end_line: int
    first_line: int
    decorators: tuple[Expr, ...] = ()
    bases: tuple[Argument, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    returns: Expr | None = None
    body: tuple[Statement, ...] = ()
    is_async: bool = False
    is_generator: bool = False


class Registration(Fact, frozen=True):
    """Somebody registers `symbol` under `name`: an export, a gradient, a counterpart ...

    kind
        "export" (`tf_export` and its kin), "gradient", "no_gradient", "counterpart", "serializable",
        "op_dispatch" ...
    symbol
        the qualified name, in this file, of what is registered (a definition's qualname, or a dotted
        expression such as `gen_math_ops.lgamma` where a call wraps something defined elsewhere).
    details
        what else the registration says, such as `api` ("v1", "v2"), `package` ("tensorflow", "keras",
        "estimator"), `form` ("decorator", "call", "constant"), `deprecated` ("yes"), `via` (the wrapper
        called around the symbol).
    """

    kind: str
    name: str
    symbol: str
    line: int
    end_line: int
    details: dict[str, str] = msgspec.field(default_factory=dict)


class InstanceAttribute(Fact, frozen=True):
    """`self.name = ...`: the class and the method that sets it index `PythonFacts.definitions`.

    One for each name of a class: the assignment in `__init__`, else in `build`, else the first in the text.
    """

    owner: int
    method: int
    name: str
    line: int
    end_line: int


class PythonFacts(Fact, frozen=True):
    """What linking names needs: definitions, module and class bodies, registrations."""

    definitions: tuple[Definition, ...]
    body: tuple[Statement, ...]
    registrations: tuple[Registration, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: int = 0
    attributes: tuple[InstanceAttribute, ...] = ()
    """What methods set on their instances, in the order of classes; what the class body binds is not among them."""


class PythonFlow(Fact, frozen=True):
    """What the call graph needs besides: the body of each function, aligned with `definitions`.

    A lambda's body is one `Return`; a class's entry is empty.
    """

    bodies: tuple[tuple[Statement, ...], ...]
