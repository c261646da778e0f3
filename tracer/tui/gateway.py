"""What the terminal UI asks of the project, and the frozen answers it gets.

The UI knows nothing else of stores and graphs: `SnapshotGateway` answers these questions from `tracer.queries`, tests
answer them from a dictionary. Every method may block (it is called in a thread) and may raise `TracerError`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from tracer.errors import NotIndexed

Direction = Literal["callees", "callers"]
TreeName = Literal["api", "modules"]
Language = Literal["python", "cpp", "pbtxt", "text"]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of the snapshot; `path` is relative to the root of `source`."""

    source: str
    path: str
    line: int
    end_line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


MEMBERS = frozenset({"method", "property", "attribute"})


@dataclass(frozen=True, slots=True)
class Ref:
    """A symbol as lists show it. `name` is its public name where it has one, else `module.qualname`; `asked` the name
    that it was looked up by."""

    key: str
    name: str
    kind: str
    place: Place | None = None
    public: bool = False
    dead: bool = False
    asked: str | None = None

    @property
    def short(self) -> str:
        """The last two parts of the name, so that `activations.get` and `initializers.get` are told apart; of a class,
        an op or a builtin its own name."""
        module, _, qualname = self.key.partition(":")
        parts = (qualname or module).replace("<locals>.", "").split(".")
        if len(parts) == 1 and self.kind == "function" and not module.startswith("<"):
            parts.insert(0, module.rpartition(".")[2])
        return ".".join(parts[-2:]) or self.name


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A child in the API or the module tree. `key` is what `children` takes, `symbol` what opens."""

    key: str
    label: str
    kind: str
    symbol: str | None
    expandable: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alias chain."""

    step: str
    place: Place | None
    text: str


@dataclass(frozen=True, slots=True)
class KernelEntry:
    """A kernel: `place` is its registration, `implementation` the kernel class where it is known."""

    place: Place
    device: str | None
    types: tuple[str, ...]
    kernel_class: str | None = None
    implementation: Place | None = None


@dataclass(frozen=True, slots=True)
class GradientEntry:
    place: Place
    function: str | None


@dataclass(frozen=True, slots=True)
class OpEntry:
    """An op that a symbol calls or is, with its kernels, gradients and API definition files."""

    name: str
    place: Place | None
    api_def: tuple[Place, ...] = ()
    kernels: tuple[KernelEntry, ...] = ()
    gradients: tuple[GradientEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """Everything about one symbol. `mro` and `bases` pair a dotted name with a key (None outside the snapshot)."""

    ref: Ref
    qualname: str
    module: str
    signature: str | None = None
    exports: tuple[str, ...] = ()
    bases: tuple[tuple[str, str | None], ...] = ()
    mro: tuple[tuple[str, str | None], ...] = ()
    chain: tuple[Step, ...] = ()
    ops: tuple[OpEntry, ...] = ()
    origin: str = "source"
    revision: str | None = None
    counterpart: Ref | None = None
    url: str | None = None
    warnings: tuple[str, ...] = ()

    def asked_for(self, name: str | None) -> Details:
        """These, under the name that a member without a public name of its own was asked for by."""
        if name is None or self.exports or self.ref.kind not in MEMBERS:
            return self
        same = name.rpartition(".")[2] == self.ref.name.rpartition(".")[2]
        return replace(self, ref=replace(self.ref, name=name)) if same and "." in name else self


@dataclass(frozen=True, slots=True)
class Link:
    """A resolved call in a source text: `line` counts from 1, `column` and `length` are in characters."""

    line: int
    column: int
    length: int
    target: Ref
    confidence: str
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A definition in a source text, so that a cursor knows what it stands in."""

    key: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file of the indexed revision with its resolved calls."""

    source: str
    path: str
    language: Language
    text: str
    links: tuple[Link, ...] = ()
    outline: tuple[Outline, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """An edge to (or from) `target`; `sites` are lines of `file` where the calls stand."""

    target: Ref
    confidence: str
    kind: str
    sites: tuple[int, ...] = ()
    file: Place | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class CallList:
    """The direct callers or callees of a symbol, in order of the source, and how many call sites stayed unresolved."""

    calls: tuple[Call, ...]
    unresolved: int = 0


@dataclass(frozen=True, slots=True)
class CallPath:
    """A chain from the first symbol to the last: `hops[i]` is the call that leads to the next."""

    start: Ref
    hops: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A TensorFlow or Keras symbol and what mirrors it; one side is None where there is no counterpart."""

    name: str
    original: Ref | None
    mirror: Ref | None


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """A snapshot that can be opened; `sources` are `name@revision`."""

    name: str
    sources: tuple[str, ...] = ()
    symbols: int = 0
    calls: int = 0
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Local:
    """Where a place lies in a working tree, for an editor; `warning` says how it may differ from the revision."""

    path: str
    line: int
    warning: str | None = None
    extra: tuple[str, ...] = field(default=())


class Unindexed(NotIndexed):
    """What is meant has not been indexed: `specs` are the sources that would have to be, `instead` is a snapshot that
    there is."""

    def __init__(self, specs: tuple[str, ...], instead: str | None = None) -> None:
        self.specs = specs
        self.instead = instead
        super().__init__("not indexed yet", where=" and ".join(specs))


class Catalog(Protocol):
    """Which snapshots there are. Methods block, as those of the gateway."""

    def open(self) -> Gateway:
        """The snapshot that is meant: the one named at the start, else that of the folder one stands in.

        Raises:
            Unindexed: it has to be indexed first.
        """

    def at(self, snapshot: str) -> Gateway:
        """A snapshot by its name."""

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """All snapshots that are indexed, the latest first."""


class Gateway(Protocol):
    """One snapshot, opened for reading. Methods block, and may be called from several threads at once."""

    def snapshot(self) -> SnapshotInfo:
        """The snapshot that the answers come from."""

    def stale(self) -> tuple[str, ...]:
        """What has changed since the snapshot was made, a sentence each."""

    def search(self, pattern: str, limit: int) -> tuple[Ref, ...]:
        """Symbols that match, best first: fuzzy, or a glob where `pattern` has `*` or `?`."""

    def resolve(self, name: str) -> tuple[Ref, ...]:
        """What a name in any of the accepted forms stands for, best first."""

    def children(self, tree: TreeName, key: str | None) -> tuple[TreeNode, ...]:
        """The children of a tree's node; the roots for None."""

    def details(self, key: str) -> Details:
        """Everything about a symbol."""

    def source(self, source: str, path: str) -> SourceText:
        """A file's text, from the indexed revision."""

    def calls(self, key: str, direction: Direction) -> CallList:
        """Direct callees or callers."""

    def path(self, start: str, end: str, asked: str | None = None) -> CallPath | None:
        """The best chain of calls between two symbols, None where there is none; `asked` is the name by which the first
        was asked for, which may be that of a class that inherits it."""

    def counterpart(self, key: str) -> Ref | None:
        """What mirrors a symbol, or what it mirrors."""

    def pairs(self) -> tuple[Pair, ...]:
        """All counterparts, and the symbols of the mirrored paths that have none."""

    def locate(self, place: Place) -> Local | None:
        """The file in a working tree or an installation, None where the source is git objects only."""
