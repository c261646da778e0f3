"""What linking a snapshot yields: frozen rows that the store persists and the queries read.

A symbol's key is `module:qualname` (`tensorflow.python.ops.math_ops:matmul`); a module's key is `module:`; an op's is
`op:Name`, a builtin's `<builtin>:print`, something outside the snapshot `<external>:six.moves`. A second definition of
one qualname in one module (other branch of an `if`, a property's setter) has `#2`, `#3` ... appended; what
`typing.overload` decorates is counted after what it stands beside.

Named tuples, not dataclasses: `where` imports this module, and dataclasses would double the time that takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, Protocol

SymbolKind = Literal["class", "function", "method", "property", "attribute", "constant", "module", "op"]
Origin = Literal["source", "generated", "builtin", "stub"]
Confidence = Literal["exact", "inferred", "candidate", "observed"]
CONFIDENCES: tuple[Confidence, ...] = ("observed", "exact", "inferred", "candidate")
"""Best known first."""
StepKind = Literal["export", "alias", "import", "lazy", "inherit", "generated", "op", "definition"]

TF_KERAS = "tensorflow.python.keras"
"""TensorFlow's own copy of Keras; after 2.5 `tf.keras` loads another one, and this one is dead."""


EXTERNAL, BUILTIN = "<external>:", "<builtin>:"
"""Before the path of what is outside the snapshot, and of what Python itself has, in its key."""

MESSAGES = "_pb2"
"""Ends the name of a module that the build makes from a `.proto` file."""

SELF, SUPER, WRAPPER = "self", "super", "wrapper"
"""Rules of calls that are written on the object itself (`self.f()`, `self()`) or on `super()`, and of what is called
through a wrapper around it."""

THROUGH_WRAPPER = {rule: f"{rule} {WRAPPER}" for rule in (SELF, SUPER, "property")}
"""Rules of what is called through a wrapper by a call whose own rule says what it is called on."""

WRAPPERS = frozenset({WRAPPER, *THROUGH_WRAPPER.values()})

OVERRIDE = "override"
"""Rule of a candidate that is one of many overriding methods, any of which the receiver may have."""

LOCALS = "<locals>"
"""Stands in qualified names between a function and what its body defines; people leave it out."""


class Place(NamedTuple):
    """A line of a file; `file` indexes the snapshot's files (`Snapshot.files`), None where there is no file."""

    file: int | None
    line: int
    end_line: int = 0


class Signature(NamedTuple):
    """As `inspect.getfullargspec` would have it, `self` included; defaults as source text."""

    args: tuple[str, ...] = ()
    varargs: str | None = None
    varkw: str | None = None
    kwonly: tuple[str, ...] = ()
    defaults: dict[str, str] = {}  # noqa: RUF012  # a tuple's field, and never changed


class Symbol(NamedTuple):
    """A definition (or module, op, class or instance attribute, module constant) of a snapshot.

    An instance attribute (`self.units = units`) has its class in its key, and the method that sets it as parent.
    `signature` is already that of the innermost function a person wrote; `bases` and `mro` are `module.qualname`.
    """

    key: str
    kind: SymbolKind
    name: str
    module: str
    qualname: str
    file: int | None
    line: int
    end_line: int
    parent: str | None = None
    signature: Signature | None = None
    bases: tuple[str, ...] = ()
    mro: tuple[str, ...] = ()
    origin: Origin = "source"
    canonical: str | None = None
    dead: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def is_instance_attribute(self) -> bool:
        """Whether a method sets it, not the body of its class."""
        return self.kind == "attribute" and self.parent != self.key.rpartition(".")[0]

    @property
    def owner(self) -> str | None:
        """Key of the class or module that it is an attribute of."""
        return self.key.rpartition(".")[0] if self.is_instance_attribute else self.parent


class Outline(NamedTuple):
    """What of a symbol tells how it works: read of all symbols of a snapshot, where the whole of them takes long."""

    key: str
    kind: SymbolKind
    name: str
    canonical: str | None
    mro: tuple[str, ...]


class Export(NamedTuple):
    """A public name of a symbol. `api` is "v1" or "v2" (Keras 3 and keras 2.x `_api`-less exports: "v2")."""

    name: str
    api: str
    symbol: str
    file: int | None
    line: int
    text: str
    deprecated: bool = False


class Binding(NamedTuple):
    """`name` in the namespace of `module`: the next step towards the definition.

    `target` is the key of what it finally stands for; `next_module` and `next_name` say where the step leads, so that
    a chain can be walked binding by binding. `condition` labels alternatives ("except ImportError", "backend ==
    'jax'"); `rank` orders them, best first. A step "definition" leads nowhere: it tells which of the
    definitions that a module or class has of one name counts.
    """

    module: str
    name: str
    step: StepKind
    target: str
    next_module: str | None
    next_name: str | None
    file: int | None
    line: int
    text: str
    condition: str | None = None
    rank: int = 0


class Unresolved(NamedTuple):
    """A name, import or call site that could not be resolved: `kind` is "import", "name", "base" or "call"."""

    kind: str
    file: int | None
    line: int
    text: str
    reason: str
    symbol: str | None = None


class CallEdge(NamedTuple):
    """`caller` calls `callee`. `kind` is call, property, operator, with, iterate, subscript, attribute, decorator,
    construct, super, callback, op, gradient, kernel ...; `rule` names the resolution rule. `sites` are
    (line, column) in the caller's file."""

    caller: str
    callee: str
    confidence: Confidence
    kind: str
    rule: str
    sites: tuple[tuple[int, int], ...]
    count: int = 0  # type: ignore[assignment]  # hides tuple.count, which nobody calls


class Receivers(NamedTuple):
    """The classes of what `caller` calls `callee` on, where that is a method which some of them inherit: `exact` those
    that an instance is made of, `below` those that it may also be of a class below. `own` is the class that the
    caller's `self` is of then, "" for any."""

    caller: str
    callee: str
    own: str
    exact: tuple[str, ...]
    below: tuple[str, ...]


class Handed(NamedTuple):
    """The functions that `caller` passes `callee` for parameters which are called: `functions`, and, unless `own` is
    "", what `caller` was passed itself. Where `callee` is "", `called` are what `caller` calls as its own parameters,
    and nowhere else."""

    caller: str
    callee: str
    own: str
    functions: tuple[str, ...]
    called: tuple[str, ...]


class Supplied(NamedTuple):
    """What parameters decide of the call of `callee` in `caller`. `what` is "on": a method of the caller's parameters
    `own` is called, "-1" being those of an enclosing function; "if N name": only where its parameter N, or (-1) that of
    this name of an enclosing function, is one of the strings `own` or, if there are `texts`, none of these; "pass N
    name": for the callee's parameter N the caller passes its own parameters `own`, "self" and names of an enclosing
    function's among them, or the strings `texts`; where there are neither, nobody knows what."""

    caller: str
    callee: str
    what: str
    own: tuple[str, ...]
    texts: tuple[str, ...]


Site = tuple[int, int]


NO_CONSTRUCTOR = "no constructor"
"""Rule of an edge to a class that has no constructor of its own to lead to: it has none, inherits one, or one is made
for it from its fields."""


def with_widths(edges: Iterable[CallEdge]) -> Iterator[tuple[CallEdge, dict[Site, int]]]:
    """Edges of one caller, best known first, and how many callees each of its sites leads to that are known as well or
    better. A wrapper and what it wraps run together: functions defined in functions do not count beside others. Classes
    that are made without a constructor of their own count among themselves."""
    known: dict[str, list[CallEdge]] = {confidence: [] for confidence in CONFIDENCES}
    for edge in edges:
        known[edge.confidence].append(edge)
    counts: dict[Site, int] = {}
    of_inner: dict[Site, int] = {}
    of_classes: dict[Site, int] = {}
    for alike in known.values():
        for edge in alike:
            is_class = edge.rule == NO_CONSTRUCTOR
            counted = of_classes if is_class else of_inner if LOCALS in edge.callee else counts
            for site in edge.sites:
                counted[site] = counted.get(site, 0) + 1
        for edge in alike:
            if edge.rule == NO_CONSTRUCTOR:
                yield edge, {site: of_classes[site] for site in edge.sites}
            else:
                yield edge, {site: counts.get(site) or of_inner[site] for site in edge.sites}


def width(sites: Mapping[Site, int]) -> int:
    """How widely an edge is shared, at the site where it is shared least: what leads to one callee alone has 1."""
    return min(sites.values(), default=1)


class Op(NamedTuple):
    """An op with its generated Python function. `endpoints` are (public name, deprecated)."""

    name: str
    file: int | None
    line: int
    end_line: int
    module: str | None
    function: str | None
    signature: Signature | None
    endpoints: tuple[tuple[str, bool], ...] = ()
    visibility: str = "VISIBLE"
    api_def: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    partial: str | None = None


class Kernel(NamedTuple):
    op: str
    file: int
    line: int
    device: str | None
    types: tuple[str, ...]
    kernel_class: str | None = None
    class_file: int | None = None
    class_line: int = 0
    label: str | None = None
    priority: int = 0
    partial: str | None = None


class Gradient(NamedTuple):
    """`function` is the key of the Python gradient function, a C++ function's name, or None for "no gradient"."""

    op: str
    file: int
    line: int
    function: str | None


class Counterpart(NamedTuple):
    """`reference_impl`'s `symbol` mirrors the TensorFlow or Keras `name`; `target` is its key, None if unresolved."""

    name: str
    symbol: str
    target: str | None
    file: int | None
    line: int


# ---------------------------------------------------------------------------------------------- as people write them


CPP = "c++"
"""What stands for the module in the key of a function written in C++."""


def is_below_python(module: str, qualname: str) -> bool:
    """Whether a key's parts are those of an op, a kernel class or a C++ function, and no name in a module so called."""
    plain = qualname.lstrip("_")
    return module == CPP or (module in ("op", "kernel") and plain[:1].isupper() and "." not in plain)


def dotted(key: str) -> str:
    """A key as one would write the name: without the number of a later definition; ops and builtins bare."""
    module, _, qualname = key.partition(":")
    if module.startswith("<") or is_below_python(module, qualname):
        return qualname.partition("#")[0]
    return f"{module}.{qualname.partition('#')[0]}" if qualname else module


def preference(export: Export, api: str) -> tuple[bool, bool, bool, int, bool]:
    """Sort key among public names: the API's own, not deprecated, not experimental, the fewest parts, `keras.X` before
    `tf.keras.X`."""
    name = export.name
    return (
        export.api != api,
        export.deprecated,
        ".experimental." in name,
        name.count("."),
        name.startswith("tf.keras."),
    )


def public_name(export: Export, api: str) -> str:
    """The name one types where `api` is the default: v1 names are under `tf.compat.v1` in TensorFlow 2."""
    if export.api == api or not export.name.startswith("tf."):
        return export.name
    return f"tf.compat.{export.api}.{export.name.removeprefix('tf.')}"


def api_name(export: Export, api: str) -> str:
    """The public name with its API where that is not `api`, Keras's too: `tf.compat.v1.keras.layers.LSTM`, beside which
    there is a `keras.layers.LSTM`."""
    if export.api == api or not export.name.startswith("keras."):
        return public_name(export, api)
    return f"tf.compat.{export.api}.{export.name}"


class Parameters(Protocol):
    """What has the fields of a `Signature`."""

    @property
    def args(self) -> tuple[str, ...]: ...
    @property
    def varargs(self) -> str | None: ...
    @property
    def varkw(self) -> str | None: ...
    @property
    def kwonly(self) -> tuple[str, ...]: ...
    @property
    def defaults(self) -> dict[str, str]: ...


WRAPPED = "a decorator wraps it; it is written as "
"""Begins the warning on a function whose decorator takes any arguments."""


def signature_text(signature: Parameters | None) -> str:
    """`(self, x, axis=-1, *, flag=False, **kwargs)`; empty for what has none."""
    if signature is None:
        return ""
    defaults = signature.defaults

    def written(name: str) -> str:
        return f"{name}={defaults[name]}" if name in defaults else name

    parts = [written(name) for name in signature.args]
    if signature.varargs is not None or signature.kwonly:
        parts.append(f"*{signature.varargs or ''}")
    parts += map(written, signature.kwonly)
    if signature.varkw is not None:
        parts.append(f"**{signature.varkw}")
    return f"({', '.join(parts)})"
