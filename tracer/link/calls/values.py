"""Abstract values: what an expression may stand for when the program runs. A kind's annotated attributes are its slots,
its `quota` says how many of it a wide cell takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tracer.link.calls.cells import Cell, Value, Values, slotted

if TYPE_CHECKING:
    from tracer import facts
    from tracer.link.calls.edges import Sites
    from tracer.link.calls.symbols import Parameter, Spelled

NO_ENTRIES: dict[Any, Any] = {}
"""What most functions have of some things, none: never changed, but replaced."""


@slotted
class Code(Value):
    """Something with a body of statements, hence a caller: a module or a function. `empties` counts the cells in which
    its last visit was the first to meet nothing, less all that it met nothing in and that were filled since: what it
    lacks after its first visit, later an estimate that the order of visits goes by."""

    key: str
    module: Module
    body: tuple[facts.Statement, ...]
    sites: Sites
    visits: int
    queued: bool
    learns: bool
    empties: int
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


@slotted
class Module(Code):
    """A module of the snapshot. Its `variables` are its globals, `exported` the qualified names of its public API,
    `replaced` functions of its own that other modules put others in place of as they are imported, `stubs` the keys of
    those that merely tell signatures of another."""

    name: str
    package: str
    exported: frozenset[str]
    file: facts.SourceFile | None
    facts: facts.PythonFacts | None
    names: Cell
    absent: dict[str, Cell]
    is_virtual: bool
    is_guest: bool
    definitions: list[Function | Class]
    entered: bool
    definers: dict[str, list[Class]]
    nested: dict[Value, list[Function]] | None
    replaced: frozenset[str]
    stubs: frozenset[str]

    def without(self, name: str) -> Cell:
        """Who reads this met no global of that name; who reads `names` asked for all that there are."""
        cell = self.absent.get(name)
        if cell is None:
            cell = self.absent[name] = Cell()
        return cell


@slotted
class Function(Code):
    """A function, method or lambda, with one summary for all its callers.

    `cells` holds what callers pass, one cell a parameter, `captured` what the functions around it have under the names
    that it calls; `returns` may hold this function's own `Parameter` values, which a caller replaces with what it
    passed. `returns_without` is what it returns where a parameter is found to be None: of no interest to those who pass
    something for it. `gives` are the parameters that a constructor keeps, by attribute. `tables` are parameters (also
    in `**kwargs`) for which it is given tables that it looks up by names it does not know, `takes` those that it calls,
    itself or by passing them on, `decides` those that it calls methods on, or chooses by.
    """

    definition: facts.Definition
    name: str
    owner: Class | None
    cells: list[Cell]
    captured: tuple[Cell, ...]
    parameters: tuple[Parameter, ...]
    annotations: dict[int, Values]
    defaults: dict[int, Values]
    returns: Cell
    returns_without: dict[int, Cell]
    yields: Cell
    is_generator: bool
    is_symbolic: bool
    is_method: bool
    is_abstract: bool
    children: bool
    decoration: str
    positional: int
    varargs: int
    varkw: int
    by_name: dict[str, int]
    transparent: frozenset[str] | None
    reads_rest: bool | None
    takes: frozenset[int]
    decides: frozenset[int]
    uses: dict[str, bool] | None
    aliases: dict[str, frozenset[str]] | None
    origin: Function
    known: int
    stores: dict[tuple[int, int, Value], Store]
    gives: dict[str, Values]
    tables: frozenset[str]
    quota = 160

    def given(self) -> int:
        """How many values callers pass, all parameters together, and how many it may capture to call them; `known` is
        what it was at the last visit."""
        return sum(len(cell.values) for cell in (*self.cells, *self.captured))

    def has_callable(self) -> bool:
        return any(value.__class__ in CALLED for cell in (*self.cells, *self.captured) for value in cell.values)


class Store(NamedTuple):
    """`setattr(subject, name, value)` in a function whose callers say which name, all as that function sees them."""

    subjects: Values
    name: Parameter | Spelled
    values: Values


@slotted
class Class(Value):
    """A class of the snapshot. `members` is its body's namespace, `fields` what is assigned to its instances; a
    metaclass `makes` the classes whose statements name it."""

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
    makes: list[Class]
    cache: dict[str, tuple[tuple[Class, Cell], ...]]
    cone_cache: dict[str, tuple[tuple[Class, Cell], ...]]
    relatives: frozenset[Class] | None
    quota = 64

    def label(self) -> str:
        return self.key


@slotted
class Instance(Value):
    """An instance of `cls`; unless `exact`, of it or of any subclass (its cone)."""

    cls: Class
    exact: bool

    def label(self) -> str:
        return self.cls.key + ("" if self.exact else "+")


@slotted
class Held(Instance):
    """A callable instance that was made with functions which calling it leads to: `tf.function(f)`."""

    instance: Instance
    held: Values
    depth: int
    quota = 40

    def label(self) -> str:
        return f"{self.instance.label()} of {self.held}"


@slotted
class ClassCone(Value):
    """`cls` or any of its subclasses: what `cls` stands for in a class method."""

    cls: Class

    def label(self) -> str:
        return f"type[{self.cls.key}+]"


@slotted
class Bound(Value):
    """A method bound to its receiver."""

    function: Value
    receiver: Value
    quota = 160

    def label(self) -> str:
        return f"{self.function!r} of {self.receiver!r}"


@slotted
class BoundCone(Bound):
    """A method bound to an instance of a cone, with all that override it: what a wrapper is put around where each of
    these for itself would be too many."""


@slotted
class BuiltinMethod(Value):
    """A method of a builtin type bound to a value of that type: `{}.get`."""

    function: Builtin
    receiver: Value
    quota = 4

    def label(self) -> str:
        return f"{self.function!r} of {self.receiver!r}"


@slotted
class Closure(Value):
    """A nested function together with what its enclosing function was called with.

    `decorates` says that it replaced a decorated definition: callers of the decorated name are then shown the
    definition too, not just the wrapper.
    """

    function: Function
    bindings: dict[str, Values]
    decorates: bool
    depth: int
    quota = 40

    def label(self) -> str:
        return f"{self.function.key} with {self.bindings}"


@slotted
class Affixed(Value):
    """A string of which only the beginning and the end are known (`f"visit_{kind}"`), and something between them
    (`"on_{mode}_batch_{hook}".format(...)`)."""

    before: str
    after: str
    inner: str
    kind = "str"
    quota = 4

    def label(self) -> str:
        return f"{self.before!r}...{self.inner!r}...{self.after!r}"


@slotted
class Partial(Value):
    """`functools.partial(function, *args, **kwargs)`."""

    target: Cell
    positional: list[Cell]
    keywords: dict[str, Cell]


@slotted
class Super(Value):
    """`super()` in a method of `cls`: attributes come from what follows it in an MRO."""

    cls: Class
    receiver: Value


@slotted
class Accessor(Value):
    """A property (or a descriptor that behaves like one): functions to get, set and delete."""

    getter: Values
    setter: Values
    deleter: Values


@slotted
class Doubtful(Value):
    """What may come out of a table under a name that nobody knows, where the tables of many callers meet: calling it
    is a guess, and so is what it gives."""

    value: Value
    quota = 16

    def label(self) -> str:
        return f"{self.value!r}?"


@slotted
class Method(Value):
    """A `staticmethod` or `classmethod` object, or functions that are a record's default of a field; `kind` says
    which."""

    kind: str
    function: Values


@slotted
class Generator(Value):
    """What calling a generator function gives."""

    function: Function
    quota = 40


@slotted
class Managed(Value):
    """A generator function under `contextlib.contextmanager`; `entered` once it was called."""

    function: Value
    entered: bool


@slotted
class Container(Value):
    """A list, tuple, set or dict made at one place. Literal keys and indices have a cell of their own. It is borrowed
    if it was filled from what several callers pass."""

    kind: str
    maker: Code
    items: dict[str, Cell]
    foreign: dict[str, Cell]
    rest: Cell
    all: Cell
    is_borrowed: bool
    quota = 8

    def label(self) -> str:
        return f"{self.kind} {sorted(self.items)}"


@slotted
class Made(Container):
    """An object that the standard library makes (a future, a deque, a dispatcher) with what it was given: `kind` is
    the dotted name of its class, whose methods `library_table` describes."""


@slotted
class Field(Value):
    """What a class body says of a field: the functions that make its default, convert and check what is passed.
    `place` is where it is said."""

    factory: Values
    converter: Values
    validator: Values
    is_given: bool
    place: tuple[Code, tuple[int, int]]


@slotted
class Constant(Value):
    """A literal string or number that may serve as a key or an attribute's name."""

    kind: str
    text: str
    quota = 16

    def label(self) -> str:
        return repr(self.text)


@slotted
class External(Value):
    """Something outside the snapshot, by its dotted name. `made` counts how many calls it came through."""

    name: str
    made: int
    quota = 4

    def label(self) -> str:
        return self.name


@slotted
class Builtin(Value):
    """A builtin function or type, or (`instance`) an instance of such a type."""

    name: str
    instance: bool
    quota = 4

    def label(self) -> str:
        return self.name


@slotted
class Generated(Value):
    """A function known by key alone, such as an op's generated Python function."""

    key: str

    def label(self) -> str:
        return self.key


@slotted
class Namespace(Value):
    """The dictionary of a module, class or instance (`globals()`, `vars(x)`, `x.__dict__`): keys are attributes."""

    subject: Value


CALLED = frozenset({Function, Closure, Bound, Held})
"""Kinds of values that are functions, or stand for some."""
