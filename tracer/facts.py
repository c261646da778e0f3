"""What one file says, as plain frozen values: the only thing extraction hands on.

Facts know neither the path nor the module name of their file: they are keyed by git blob hash and
extractor version, so every revision, worktree and install that holds the same bytes shares them.

All values are `msgspec.Struct`s, frozen and array-like, because a TensorFlow snapshot holds some two
million of them: they encode to MessagePack and back without a line of code here.

Expressions and statements form a compact syntax tree (a subset of Python's `ast`, with positions only
where somebody reads them). Lines count from 1, columns from 0 in characters, as in `ast`.
"""

from __future__ import annotations

from sys import intern
from typing import Literal

import msgspec
from msgspec.structs import force_setattr

from tracer.versions import EXTRACTOR_VERSION as EXTRACTOR_VERSION  # noqa: PLC0414  # part of this module's contract

LONGEST_NAME = 24
"""Longer strings are prose, of which no two are the same."""
LINES = tuple(range(10_000))
"""Line numbers as shared objects."""


def _share(fact: Fact, field: str, text: str) -> None:
    """Keep an identifier once: decoding makes every occurrence anew, and a snapshot has a million of them."""
    force_setattr(fact, field, intern(text))


def _share_line(fact: Fact, line: int) -> None:
    if 256 < line < len(LINES):
        force_setattr(fact, "line", LINES[line])


class Fact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of all fact values."""


# ---------------------------------------------------------------------------------------- expressions


class Name(Fact, frozen=True, tag="n"):
    """An identifier; the position is that of its token."""

    id: str
    line: int
    column: int

    def __post_init__(self) -> None:
        _share(self, "id", self.id)
        _share_line(self, self.line)


class Attribute(Fact, frozen=True, tag="a"):
    """`value.attr`; the position is that of the `attr` token, so that a reader can link it."""

    value: Expr
    attr: str
    line: int
    column: int

    def __post_init__(self) -> None:
        _share(self, "attr", self.attr)
        _share_line(self, self.line)


class Argument(Fact, frozen=True):
    """One argument of a call or one base of a class. `star` is "", "*" or "**"."""

    value: Expr
    keyword: str | None = None
    star: str = ""

    def __post_init__(self) -> None:
        if self.keyword is not None:
            _share(self, "keyword", self.keyword)


class Call(Fact, frozen=True, tag="c"):
    """`func(*args)`; `line` is the first line of the whole expression, as in `ast`."""

    func: Expr
    args: tuple[Argument, ...]
    line: int
    end_line: int

    def __post_init__(self) -> None:
        _share_line(self, self.line)
        if self.end_line == self.line:
            force_setattr(self, "end_line", self.line)


class Subscript(Fact, frozen=True, tag="s"):
    value: Expr
    index: Expr
    line: int


class Slice(Fact, frozen=True, tag="sl"):
    lower: Expr | None
    upper: Expr | None
    step: Expr | None


class Constant(Fact, frozen=True, tag="k"):
    """A literal. `value` is the evaluated text of a str (cut at 2,000 characters), else the source text.

    `kind` is one of str, bytes, int, float, complex, bool, None, Ellipsis.
    """

    kind: str
    value: str

    def __post_init__(self) -> None:
        _share(self, "kind", self.kind)
        if len(self.value) < LONGEST_NAME:
            _share(self, "value", self.value)


class Sequence(Fact, frozen=True, tag="q"):
    """A list, tuple or set display; `kind` says which."""

    kind: str
    elements: tuple[Expr, ...]

    def __post_init__(self) -> None:
        _share(self, "kind", self.kind)


class Mapping(Fact, frozen=True, tag="m"):
    """A dict display; a key of None is `**value`."""

    items: tuple[tuple[Expr | None, Expr], ...]


class Lambda(Fact, frozen=True, tag="l"):
    """`definition` indexes `PythonFacts.definitions` (kind "lambda")."""

    definition: int


class IfExp(Fact, frozen=True, tag="i"):
    test: Expr
    body: Expr
    orelse: Expr


class BoolOp(Fact, frozen=True, tag="b"):
    """`and` / `or` over two or more values."""

    op: str
    values: tuple[Expr, ...]


class Binary(Fact, frozen=True, tag="o"):
    """`op` as written: `+`, `@`, `//` ..."""

    op: str
    left: Expr
    right: Expr
    line: int


class Unary(Fact, frozen=True, tag="u"):
    """`op` is `-`, `+`, `~` or `not`."""

    op: str
    operand: Expr
    line: int


class Compare(Fact, frozen=True, tag="r"):
    """`ops` as written: `<`, `is not`, `not in` ..."""

    left: Expr
    ops: tuple[str, ...]
    comparators: tuple[Expr, ...]
    line: int


class Await(Fact, frozen=True, tag="w"):
    value: Expr
    line: int


class Yield(Fact, frozen=True, tag="y"):
    value: Expr | None
    line: int


class YieldFrom(Fact, frozen=True, tag="yf"):
    value: Expr
    line: int


class Starred(Fact, frozen=True, tag="*"):
    value: Expr


class Clause(Fact, frozen=True):
    """One `for target in iter if conditions` of a comprehension."""

    target: Expr
    iter: Expr
    conditions: tuple[Expr, ...]
    line: int
    is_async: bool = False


class Comprehension(Fact, frozen=True, tag="p"):
    """`kind` is list, set, dict or generator; `value` is a dict comprehension's value."""

    kind: str
    element: Expr
    value: Expr | None
    clauses: tuple[Clause, ...]
    line: int


class Formatted(Fact, frozen=True, tag="f"):
    """The expressions inside an f-string (or implicitly concatenated ones).

    `template` is its text with `{}` for each expression and literal braces doubled, cut at 2,000 characters.
    """

    values: tuple[Expr, ...]
    template: str = ""


class Walrus(Fact, frozen=True, tag=":="):
    target: Expr
    value: Expr


Expr = (
    Name
    | Attribute
    | Call
    | Subscript
    | Slice
    | Constant
    | Sequence
    | Mapping
    | Lambda
    | IfExp
    | BoolOp
    | Binary
    | Unary
    | Compare
    | Await
    | Yield
    | YieldFrom
    | Starred
    | Comprehension
    | Formatted
    | Walrus
)

# ----------------------------------------------------------------------------------------- statements


class Expression(Fact, frozen=True, tag="e"):
    """An expression statement (docstrings are left out)."""

    value: Expr
    line: int


class Assign(Fact, frozen=True, tag="="):
    """`targets[0] = targets[1] = value`, or an annotated assignment, whose value may be missing."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None
    line: int
    end_line: int


class AugAssign(Fact, frozen=True, tag="+="):
    target: Expr
    op: str
    value: Expr
    line: int


class Import(Fact, frozen=True, tag="im"):
    """`import name as asname`, one fact a name."""

    name: str
    asname: str | None
    line: int


class ImportFrom(Fact, frozen=True, tag="if"):
    """`from ..module import name as asname`, one fact a name; a star import has the name "*"."""

    module: str
    level: int
    name: str
    asname: str | None
    line: int


class Define(Fact, frozen=True, tag="d"):
    """A `def` or `class` stands here; `definition` indexes `PythonFacts.definitions`."""

    definition: int


class If(Fact, frozen=True, tag="?"):
    test: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int


class While(Fact, frozen=True, tag="wh"):
    test: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int


class For(Fact, frozen=True, tag="for"):
    target: Expr
    iter: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int
    is_async: bool = False


class With(Fact, frozen=True, tag="wi"):
    """`items` are (context manager, target or None)."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Statement, ...]
    line: int
    is_async: bool = False


class Handler(Fact, frozen=True):
    """An `except type as name:` clause."""

    type: Expr | None
    name: str | None
    body: tuple[Statement, ...]
    line: int


class Try(Fact, frozen=True, tag="t"):
    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]
    line: int


class Return(Fact, frozen=True, tag="ret"):
    value: Expr | None
    line: int


class Raise(Fact, frozen=True, tag="rai"):
    exception: Expr | None
    cause: Expr | None
    line: int


class Delete(Fact, frozen=True, tag="del"):
    targets: tuple[Expr, ...]
    line: int


class Scope(Fact, frozen=True, tag="g"):
    """`global names` or `nonlocal names`; `kind` says which."""

    kind: str
    names: tuple[str, ...]


class Assert(Fact, frozen=True, tag="as"):
    test: Expr
    message: Expr | None
    line: int


class Case(Fact, frozen=True):
    """One `case`: the class and value expressions its pattern names, the names it binds."""

    patterns: tuple[Expr, ...]
    binds: tuple[str, ...]
    guard: Expr | None
    body: tuple[Statement, ...]


class Match(Fact, frozen=True, tag="ma"):
    subject: Expr
    cases: tuple[Case, ...]
    line: int


class Jump(Fact, frozen=True, tag="j"):
    """`break` or `continue`."""

    kind: str


Statement = (
    Expression
    | Assign
    | AugAssign
    | Import
    | ImportFrom
    | Define
    | If
    | While
    | For
    | With
    | Try
    | Return
    | Raise
    | Delete
    | Scope
    | Assert
    | Match
    | Jump
)

# ---------------------------------------------------------------------------------------- definitions


class Parameter(Fact, frozen=True):
    """`kind` is positional_only, positional, varargs, keyword_only or varkw."""

    name: str
    kind: str
    default: Expr | None = None
    annotation: Expr | None = None

    def __post_init__(self) -> None:
        _share(self, "name", self.name)
        _share(self, "kind", self.kind)


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
    details: dict[str, str] = {}


class InstanceAttribute(Fact, frozen=True):
    """`self.name = ...`: the class and the method that sets it index `PythonFacts.definitions`.

    One for each name of a class: the assignment in `__init__`, else in `build`, else the first in the text.
    """

    owner: int
    method: int
    name: str
    line: int
    end_line: int


class Problem(Fact, frozen=True):
    """Something in the file that could not be read or understood, with its reason in words."""

    reason: str
    line: int = 0
    severity: Literal["skipped", "partial"] = "skipped"


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


# ------------------------------------------------------------------------------------------ C++ facts


class OpArgument(Fact, frozen=True):
    """An input or output of an op: `type` as the registration spells it (`T`, `N * T`, `Ref(float)`)."""

    name: str
    type: str


class OpAttribute(Fact, frozen=True):
    """`type` as spelt (`int`, `list(type)`, `{float, double}`); default and minimum as spelt, or None."""

    name: str
    type: str
    default: str | None = None
    minimum: str | None = None


class OpRegistration(Fact, frozen=True):
    """`REGISTER_OP("Name").Input(...)...`; `macro` names the macro it came through, `partial` says what was not
    understood, `condition` joins the `#if` conditions around it (`!(X)` for an `#else`).

    Inside a `MacroDefinition` every text may hold `__p0__`, `__p1__` ...: the macro's parameters.
    """

    name: str
    line: int
    end_line: int
    inputs: tuple[OpArgument, ...] = ()
    outputs: tuple[OpArgument, ...] = ()
    attributes: tuple[OpAttribute, ...] = ()
    flags: tuple[str, ...] = ()
    deprecation: str | None = None
    shape_function: str | None = None
    doc: str | None = None
    macro: str | None = None
    partial: str | None = None
    condition: str | None = None


class KernelRegistration(Fact, frozen=True):
    """`REGISTER_KERNEL_BUILDER(Name("Op").Device(DEVICE_CPU).TypeConstraint<T>("T"), Kernel<T>)`.

    `constraints` are (attribute, allowed types), types as DataType names (`float`, `int32`, `resource`).
    """

    op: str
    line: int
    end_line: int
    device: str | None = None
    constraints: tuple[tuple[str, tuple[str, ...]], ...] = ()
    label: str | None = None
    priority: int = 0
    host_memory: tuple[str, ...] = ()
    kernel_class: str | None = None
    class_line: int = 0
    macro: str | None = None
    partial: str | None = None
    condition: str | None = None


class GradientRegistration(Fact, frozen=True):
    """C++ `REGISTER_OP_GRADIENT`, `REGISTER_GRADIENT_OP`, `REGISTER_NO_GRADIENT_OP`: `function` is None for none."""

    op: str
    line: int
    function: str | None = None
    macro: str | None = None
    condition: str | None = None


class MacroUse(Fact, frozen=True):
    """A use of a macro that may register something: expanded at link time, where the file's includes are known.

    `text` holds a registration as written where an unknown macro stands inside it (`REGISTER_OP("Neg").UNARY()`);
    `name` then names that macro.
    """

    name: str
    arguments: tuple[str, ...]
    line: int
    end_line: int
    text: str | None = None
    condition: str | None = None


class MacroDefinition(Fact, frozen=True):
    """A macro that may register something, read once: expanding it is substitution of `__p0__`, `__p1__` ...

    `parameters` is None for an object-like macro; a last parameter `...` is variadic. `until` is the line of the
    `#undef`, 0 where the definition lasts to the end of the file and into its includers.
    """

    name: str
    parameters: tuple[str, ...] | None
    text: str
    line: int
    until: int = 0
    condition: str | None = None
    ops: tuple[OpRegistration, ...] = ()
    kernels: tuple[KernelRegistration, ...] = ()
    gradients: tuple[GradientRegistration, ...] = ()
    uses: tuple[MacroUse, ...] = ()


class CppFunction(Fact, frozen=True):
    """A function of a C++ file that registers gradients; `mentions` are names in its body that may be those of ops."""

    line: int
    end_line: int
    mentions: tuple[str, ...] = ()


class CppFacts(Fact, frozen=True):
    ops: tuple[OpRegistration, ...] = ()
    kernels: tuple[KernelRegistration, ...] = ()
    gradients: tuple[GradientRegistration, ...] = ()
    macros: tuple[MacroDefinition, ...] = ()
    uses: tuple[MacroUse, ...] = ()
    includes: tuple[str, ...] = ()
    classes: dict[str, int] = {}
    problems: tuple[Problem, ...] = ()
    lines: int = 0
    constants: dict[str, str] = {}
    """String constants (`kName = "Name"`), which registrations may name instead of a literal."""
    functions: dict[str, CppFunction] = {}


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


# --------------------------------------------------------------------------------------- source files


class SourceFile(msgspec.Struct, frozen=True, gc=False):
    """One file of a snapshot. `module` is its dotted import name, None where it has none."""

    source: str
    path: str
    blob: str
    kind: Literal["python", "stub", "cpp", "api_def", "build", "other"]
    module: str | None = None
    is_package: bool = False
    is_test: bool = False
    size: int = 0
