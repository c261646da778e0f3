"""Abstract values: what an expression may stand for when the program runs.

A set of values (`Values`) is a plain frozenset. Every value is a number, its serial number in the analysis, so that
sets of values hash at C speed and iterate in the same order in every run: the graph is deterministic for that reason.

`Cell` is a place that many pieces of code write and read (a parameter, a field, a module's global, a function's
return): it joins what is written and knows its readers, which are analysed again when it grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracer import facts
    from tracer.link.calls.edges import Sites

MAX_VISITS = 3
"""How often one body is interpreted at most."""
NARROW = 8
"""Up to this many values of any kind may flow through a cell together; beyond, each kind has its quota (`QUOTAS`)."""


class _Slotted(type):
    """Makes a class's annotated attributes its slots: there are hundreds of thousands of values."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _Slotted:
        namespace["__slots__"] = tuple(namespace.get("__annotations__", ()))
        return super().__new__(cls, name, bases, namespace)


class Value(float, metaclass=_Slotted):
    """Base of all abstract values. Compared and hashed by serial number.

    A float, because subclasses of `int` can't have slots; whole floats hash as the integers they are equal to.
    """

    alone: Values

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label()}>"

    def label(self) -> str:
        return str(int(self))


Values = frozenset["Value"]
EMPTY: Values = frozenset()
NO_ENTRIES: dict[Any, Any] = {}
"""What most functions have of some things, none: never changed, but replaced."""


def as_set(value: Value) -> Values:
    """The set of just this value: one object for each value, as most sets are of this kind."""
    try:
        return value.alone
    except AttributeError:
        value.alone = alone = frozenset((value,))
        return alone


class Cell:
    """Joined values with the code that reads them."""

    __slots__ = ("counts", "readers", "refused", "values")

    def __init__(self, values: Values = EMPTY) -> None:
        self.values = values
        self.readers: set[Code] | tuple[Code, ...] = ()
        self.counts: dict[type, int] | None = None
        self.refused: Values = EMPTY

    def read_by(self, code: Code) -> None:
        """Remember that `code` is to be interpreted again when this grows."""
        if code.visits == MAX_VISITS:
            return
        readers = self.readers
        if code not in readers:
            if isinstance(readers, set):
                readers.add(code)
            elif len(readers) < 3:
                self.readers = (*readers, code)
            else:
                self.readers = {*readers, code}

    def join(self, values: Values) -> bool:
        """Add `values`; say whether that changed anything."""
        if values <= self.values:
            return False
        if self.counts is not None or len(self.values) + len(values) > NARROW:
            values = self._admit(values)
            if not values:
                return False
        self.values = self.values | values if self.values else values
        return True

    def _admit(self, values: Values) -> Values:
        """Those of `values` that are still within the quota of their kind."""
        counts = self.counts
        if counts is None:
            counts = self.counts = {}
            for value in self.values:
                counts[value.__class__] = counts.get(value.__class__, 0) + 1
        fresh = values - self.values
        if self.refused:
            fresh -= self.refused
        admitted = []
        for value in sorted(fresh):
            kind = value.__class__
            count = counts.get(kind, 0)
            if count < QUOTAS.get(kind, 24):
                counts[kind] = count + 1
                admitted.append(value)
        if len(admitted) == len(fresh):
            return fresh
        found = frozenset(admitted)
        self.refused |= fresh - found
        return found


class Code(Value):
    """Something with a body of statements, hence a caller: a module or a function."""

    key: str
    module: Module
    body: tuple[facts.Statement, ...]
    sites: Sites
    visits: int
    queued: bool
    weak: bool
    parent: Code | None
    locals: frozenset[str] | None
    symbols: Values
    variables: dict[str, Cell]
    rebound: frozenset[str]

    def label(self) -> str:
        return self.key

    def variable(self, name: str) -> Cell:
        cell = self.variables.get(name)
        if cell is None:
            cell = Cell()
            if self.variables is NO_ENTRIES:
                self.variables = {}
            self.variables[name] = cell
        return cell


class Module(Code):
    """A module of the snapshot. Its `variables` are its globals."""

    name: str
    package: str
    is_package: bool
    file: facts.SourceFile | None
    facts: facts.PythonFacts | None
    names: Cell
    is_virtual: bool
    is_guest: bool
    definitions: list[Function | Class]
    submodules: dict[str, Module]
    generated: dict[str, str]
    aliases: dict[str, str]
    entered: bool
    definers: dict[str, list[Class]]


class Function(Code):
    """A function, method or lambda, with one summary for all its callers.

    `cells` holds what callers pass, one cell a parameter; `returns` may hold this function's own `Parameter` values,
    which a caller replaces with what it passed.
    """

    definition: facts.Definition
    name: str
    owner: Class | None
    cells: list[Cell]
    parameters: tuple[Parameter, ...]
    annotations: dict[int, Values]
    defaults: dict[int, Values]
    returns: Cell
    yields: Cell
    is_generator: bool
    is_symbolic: bool
    is_method: bool
    children: bool
    decoration: str
    positional: int
    varargs: int
    varkw: int
    by_name: dict[str, int]
    transparent: frozenset[str] | None
    called: frozenset[str] | None
    origin: Function
    known: int
    stores: dict[tuple[int, int, Value], Store]

    def given(self) -> int:
        """How many values callers pass, all parameters together; `known` is what it was at the last visit."""
        return sum(len(cell.values) for cell in self.cells)

    def has_callable(self) -> bool:
        return any(isinstance(value, (Function, Closure, Bound, Held)) for cell in self.cells for value in cell.values)


class Store(NamedTuple):
    """`setattr(subject, name, value)` in a function whose callers say which name, all as that function sees them."""

    subjects: Values
    name: Parameter | Spelled
    values: Values


class Class(Value):
    """A class of the snapshot. `members` is its body's namespace, `fields` what is assigned to its instances."""

    key: str
    name: str
    module: Module
    definition: facts.Definition
    parent: Function | Class | None
    bases: list[Value]
    mro: tuple[Class, ...]
    outside: tuple[Value, ...]
    subclasses: list[Class]
    members: dict[str, Cell]
    fields: dict[str, Cell]
    instance: Instance
    cone: Instance
    family: ClassCone
    metaclass: Class | None
    cache: dict[str, tuple[tuple[Class, Cell], ...]]
    cone_cache: dict[str, tuple[tuple[Class, Cell], ...]]
    relatives: frozenset[Class] | None

    def label(self) -> str:
        return self.key


class Instance(Value):
    """An instance of `cls`; unless `exact`, of it or of any subclass (its cone)."""

    cls: Class
    exact: bool

    def label(self) -> str:
        return self.cls.key + ("" if self.exact else "+")


class Held(Instance):
    """A callable instance that was made with functions which calling it leads to: `tf.function(f)`."""

    instance: Instance
    held: Values
    depth: int

    def label(self) -> str:
        return f"{self.instance.label()} of {self.held}"


class ClassCone(Value):
    """`cls` or any of its subclasses: what `cls` stands for in a class method."""

    cls: Class

    def label(self) -> str:
        return f"type[{self.cls.key}+]"


class Bound(Value):
    """A method bound to its receiver."""

    function: Value
    receiver: Value

    def label(self) -> str:
        return f"{self.function!r} of {self.receiver!r}"


class BuiltinMethod(Value):
    """A method of a builtin type bound to a value of that type: `{}.get`."""

    function: Builtin
    receiver: Value

    def label(self) -> str:
        return f"{self.function!r} of {self.receiver!r}"


class Closure(Value):
    """A nested function together with what its enclosing function was called with.

    `decorates` says that it replaced a decorated definition: callers of the decorated name are then shown the
    definition too, not just the wrapper.
    """

    function: Function
    bindings: dict[str, Values]
    decorates: bool
    depth: int

    def label(self) -> str:
        return f"{self.function.key} with {self.bindings}"


class Parameter(Value):
    """Whatever the current caller passed for parameter `index` of `function`."""

    function: Function
    index: int

    def label(self) -> str:
        return f"{self.function.key}[{self.index}]"


class Spelled(Value):
    """A string around what the current caller passes: `"__%s__" % name`."""

    before: str
    parameter: Parameter
    after: str

    def label(self) -> str:
        return f"{self.before!r} {self.parameter!r} {self.after!r}"


class Forwarded(Value):
    """`getattr(subject, name)` where the current caller says which name."""

    subject: Value
    name: Parameter | Spelled

    def label(self) -> str:
        return f"{self.subject!r}.{self.name!r}"


class Partial(Value):
    """`functools.partial(function, *args, **kwargs)`."""

    target: Cell
    positional: list[Cell]
    keywords: dict[str, Cell]


class Super(Value):
    """`super()` in a method of `cls`: attributes come from what follows it in an MRO."""

    cls: Class
    receiver: Value


class Accessor(Value):
    """A property (or a descriptor that behaves like one): functions to get, set and delete."""

    getter: Values
    setter: Values
    deleter: Values


class Method(Value):
    """A `staticmethod` or `classmethod` object; `kind` says which."""

    kind: str
    function: Values


class Generator(Value):
    """What calling a generator function gives."""

    function: Function


class Managed(Value):
    """A generator function under `contextlib.contextmanager`; `entered` once it was called."""

    function: Value
    entered: bool


class Container(Value):
    """A list, tuple, set or dict made at one place. Literal keys and indices have a cell of their own."""

    kind: str
    maker: Code
    items: dict[str, Cell]
    foreign: dict[str, Cell]
    rest: Cell
    all: Cell

    def label(self) -> str:
        return f"{self.kind} {sorted(self.items)}"


class Constant(Value):
    """A literal string or number that may serve as a key or an attribute's name."""

    kind: str
    text: str

    def label(self) -> str:
        return repr(self.text)


class External(Value):
    """Something outside the snapshot, by its dotted name. `made` counts how many calls it came through."""

    name: str
    made: int

    def label(self) -> str:
        return self.name


class Builtin(Value):
    """A builtin function or type, or (`instance`) an instance of such a type."""

    name: str
    instance: bool

    def label(self) -> str:
        return self.name


class Generated(Value):
    """A function known by key alone, such as an op's generated Python function."""

    key: str

    def label(self) -> str:
        return self.key


class Namespace(Value):
    """The dictionary of a module, class or instance (`globals()`, `vars(x)`, `x.__dict__`): keys are attributes."""

    subject: Value


QUOTAS: dict[type, int] = {
    Function: 160,
    Bound: 160,
    Closure: 40,
    Class: 64,
    Instance: 24,
    Held: 40,
    Constant: 16,
    Container: 6,
    External: 4,
    BuiltinMethod: 4,
    Builtin: 4,
    Generator: 8,
}
"""How many values of a kind a wide cell takes: functions are what the graph is about, the rest is mostly noise."""


def union(sets: Iterable[Values]) -> Values:
    result = EMPTY
    for values in sets:
        if values and values is not result:
            result = result | values if result else values
    return result
