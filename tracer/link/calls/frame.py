"""Interprets one body: statements in order, with what each local name stands for at that point.

Branches run on copies of the environment and are joined; a branch that returns or raises is not, one that leaves a
loop's body is joined with what that leaves. A loop's body runs again when its first run changed what a name stood for
before the loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from tracer import facts as f
from tracer.link.calls import (
    choices,
    closures,
    containers,
    imports,
    likely,
    narrowing,
    passing,
    private_names,
    publishing,
    scopes,
    storing,
)
from tracer.link.calls.cells import EMPTY, Cell, Value, Values, as_set
from tracer.link.calls.edges import CANDIDATE, Sites
from tracer.link.calls.expressions import evaluate
from tracer.link.calls.symbols import Chosen, Forwarded, Narrowed, Outcome, Parameter, Spelled
from tracer.link.calls.values import (
    Affixed,
    Builtin,
    Class,
    Closure,
    Code,
    Constant,
    Container,
    Doubtful,
    External,
    Function,
    Held,
    Instance,
    Managed,
    Module,
)
from tracer.link.calls.world import local_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracer.link.calls.analysis import Analysis
    from tracer.link.calls.choices import Choice
    from tracer.link.calls.edges import Site
    from tracer.link.calls.table import ValueTable
    from tracer.link.calls.world import World

Environment = dict[Any, Values]
SYMBOLIC = frozenset({Parameter, Narrowed, Spelled, Forwarded, Outcome, Chosen, Closure, Held, Managed})
"""Kinds of values in which a caller's may stand."""
MOST_TYPES = 6
"""Things of more unrelated types than this are no union that somebody meant."""
T = TypeVar("T")


class Frame:
    """One visit of one body. `env` maps local names (and slots of local containers) to values."""

    __slots__ = (
        "active",
        "analysis",
        "by_field",
        "choice",
        "chooses",
        "cls",
        "code",
        "declared",
        "dirty",
        "doubt",
        "env",
        "hook",
        "jumps",
        "listed",
        "module",
        "named",
        "outer",
        "shares",
        "shown",
        "sites",
        "subject",
        "table",
        "turns",
        "unsure",
        "vague",
        "weak",
        "width",
        "world",
        "written",
    )

    handlers: ClassVar[dict[type, Any]] = {}
    """What to do for each kind of statement: `statements` fills it in."""
    evaluate = evaluate
    """What an expression may stand for here."""

    def __init__(self, analysis: Analysis, code: Code, cls: Class | None = None, outer: Frame | None = None) -> None:
        self.analysis = analysis
        self.active: set[Value] = set()
        """Values being called that lead to other values: one may lead to itself."""
        self.by_field: set[tuple[object, ...]] = set()
        """The records that were compared, hashed or shown field by field: each once at a place."""
        self.world: World = analysis.world
        self.table: ValueTable = analysis.world.table
        self.code = code
        self.module: Module = code.module
        self.cls = cls
        self.outer = outer
        self.env: Environment = {}
        self.named: Environment = {}
        """What `:=` named in the part of an expression that runs now, which may be run in an environment of its own."""
        self.jumps: list[Environment] = []
        """What `break` and `continue` leave to the innermost loop."""
        self.hook = "__setattr__" if isinstance(code, Function) and code.name == "__setattr__" else ""
        """What this is, where it decides what attributes are set to."""
        self.weak: bool = outer.weak if outer else False
        self.doubt = False
        """Whether what is called now is a guess."""
        self.choice: Choice | None = None
        """By which string of the caller's the branch is taken that runs now, if there is one."""
        self.chooses = False
        """Whether some of its names stand for what is chosen by such a string."""
        self.width = 1
        self.subject: Values = EMPTY
        """Of what an attribute is being read, set or deleted, and how that is `written`, where it is."""
        self.written: f.Expr | None = None
        self.listed: set[Values] = set()
        """What loops over lists that are written out give their targets: each of it comes by, however much it is."""
        self.turns: frozenset[str] = frozenset()
        """Names that stand for one thing after the other, each for itself."""
        self.dirty: set[str] = set()
        self.unsure = False
        """Whether the arguments of the current call may be more than is known of them."""
        self.vague: set[str] = set()
        """Names that were assigned something of which nothing is known."""
        self.shown: dict[str, Values] = {}
        """What a module's names stood for while it was first being executed, where calls could see that."""
        self.declared: set[str] = set()
        self.shares = cls is None and (isinstance(code, Module) or getattr(code, "children", False))
        if outer is None:
            code.sites = Sites()
        self.sites = code.sites

    # ------------------------------------------------------------------------------------------------- run

    def run(self) -> None:
        if isinstance(self.code, Function):
            self._bind_parameters(self.code)
        self.block(self.code.body)
        if isinstance(self.code, Module):
            publishing.of_module(self)

    def _bind_parameters(self, function: Function) -> None:
        for parameter, symbol in zip(function.definition.parameters, function.parameters, strict=True):
            self.env[parameter.name] = values = frozenset((symbol,))
            if function.children:
                known = closures.asked(self) if symbol.index == 1 else EMPTY
                self.analysis.join(function.origin.variable(parameter.name), self.concrete(values) | known)

    def new_global(self, name: str) -> Cell:
        cell = self.module.variable(name)
        self.analysis.wake(self.module.names)
        absent = self.module.absent.pop(name, None)
        if absent is not None:
            self.analysis.wake(absent)
        return cell

    def before_call(self) -> None:
        """What is called now sees the module's names as they stand now."""
        if self.dirty and self.cls is None and isinstance(self.code, Module):
            publishing.before_call(self)

    # ------------------------------------------------------------------------------------------- statements

    def block(self, statements: tuple[f.Statement, ...]) -> bool:
        """Run statements; whether control never reaches the end."""
        choice, ends = self.choice, False
        for statement in statements:
            run = self.handlers.get(statement.__class__)
            if run is not None and run(self, statement):
                ends = True
                break
        self.choice = choice
        return ends

    def branches(self, *runs: Any) -> bool:
        """Run alternatives, each a function of no arguments that says whether it ends; join what they leave."""
        before = self.env
        left: list[Environment] = []
        for run in runs:
            self.env = dict(before)
            if not run():
                left.append(self.env)
        self.env = join_environments(left) if left else before
        return not left

    def loop(self, body: Any) -> None:
        """Run a loop's body: none, once or many times."""
        before, vague, outer = self.env, len(self.vague), self.jumps
        after = self._repeated(before, body)
        if len(self.vague) > vague or any(after.get(name) != values for name, values in before.items()):
            after = self._repeated(after, body)
        self.env, self.jumps = after, outer

    def _repeated(self, before: Environment, body: Any) -> Environment:
        """Names after a loop's body ran or did not."""
        self.env, self.jumps = dict(before), []
        body()
        return join_environments([before, self.env, *self.jumps])

    def assume_weak(self, run: Any) -> bool:
        """Run a branch that the snapshot's settings rule out: its calls are candidates, its names are dropped."""
        before, weak, self.env, self.weak = self.env, self.weak, dict(self.env), True
        try:
            run()
        finally:
            self.env, self.weak = before, weak
        return True

    # ------------------------------------------------------------------------------------------------ names

    def lookup(self, name: str) -> Values:
        values = self.env.get(name)
        if values is not None:
            return values | self.read(self.code.variable(name)) if name in self.code.rebound else values
        frame = self.outer
        while frame is not None:
            values = frame.env.get(name)
            if values is not None and frame.cls is None:
                return values
            frame = frame.outer
        return self.free(name)

    def free(self, name: str) -> Values:
        """A name of an enclosing function, the module or Python itself."""
        around = local_to(self.code if self.outer is not None else self.code.parent, name)
        if around is not None:
            return choices.adopted(self, self.read(around.origin.variable(name)))
        return self.of_module(self.module, name)

    def of_module(self, module: Module, name: str) -> Values:
        cell = module.variables.get(name)
        if cell is not None:
            return self.read(cell)
        module.without(name).read_by(self.code)
        return imports.implicit(self, module, name)

    def assign(self, name: str, values: Values) -> None:
        if self.cls is not None:
            self.env[name] = values
            if self.weak:
                publishing.add_member(self, self.cls, name, values)
            return
        if name in self.declared:
            self.analysis.join(self._outer_cell(name), self.concrete(values))
            return
        if self.choice is not None:
            values = choices.chosen(self, values, self.choice)
        if not values:
            self.vague.add(name)
        self.env[name] = values
        if self.shares:
            if isinstance(self.code, Function):
                self.analysis.join(self.code.origin.variable(name), choices.shared(self, values))
            else:
                self.dirty.add(name)

    def bind_each(self, target: Any, iterated: Values, values: Values, line: int) -> None:
        """Assign what iterating over `iterated` gives to the target of a loop."""
        self.bind(target, values, line)
        if containers.is_written_out(iterated):
            for name in scopes.target_names(target):
                self.listed.add(self.env.get(name, EMPTY))

    def _outer_cell(self, name: str) -> Cell:
        around = local_to(self.code.parent, name)
        if around is not None:
            return around.origin.variable(name)
        cell = self.module.variables.get(name)
        return cell if cell is not None else self.new_global(name)

    def bind(self, target: Any, values: Values, line: int) -> None:
        """Assign to any target: a name, a pattern, an attribute, a subscript."""
        kind = target.__class__
        if kind is f.Name:
            self.assign(target.id, values)
        elif kind is f.Attribute:
            site, name = (target.line, target.column), private_names.attribute(self, target.attr)
            storing.store(self, evaluate(self, target.value), name, values, site, target.value)
        elif kind is f.Subscript:
            containers.store(self, evaluate(self, target.value), target.index, values, (target.line, 0))
        elif kind is f.Sequence:
            containers.unpack(self, target.elements, values, line)
        elif kind is f.Starred:
            self.bind(target.value, values, line)

    # ----------------------------------------------------------------------------------------------- values

    def read(self, cell: Cell) -> Values:
        if self.code not in cell.readers:
            cell.read_by(self.code)
        return cell.values

    def concrete(self, values: Values) -> Values:
        """`values` with what callers passed in place of this function's parameters."""
        return values if values.isdisjoint(self.code.symbols) else self._expand(values)

    def each(self, values: Values) -> Iterable[Value]:
        """What `values` may be, one by one. What is called meanwhile is one of as many possibilities as there are
        classes of that package among them."""
        known = values if values.isdisjoint(self.code.symbols) else self._expand(values)
        return known if len(known) < 2 or known in self.listed else self._several(known)

    def _several(self, known: Values) -> Iterable[Value]:
        packages = receivers(known)
        return self._by_package(known, packages) if packages else known

    def _by_package(self, known: Values, packages: dict[str, set[Class]]) -> Iterator[Value]:
        outer = self.width
        width = max(outer, likely.FANOUT + 1) if is_anything(known) else outer
        least = max(width, min(2, sum(map(len, packages.values()))))
        try:
            for value in known:
                is_instance = isinstance(value, Instance)
                self.width = max(least, len(packages[value.cls.module.package])) if is_instance else width  # type: ignore[attr-defined]
                yield value
                self.width = outer
        finally:
            # Also where nobody asks for the rest.
            self.width = outer

    def _expand(self, values: Values) -> Values:
        result: set[Value] = set()
        for value in values:
            if value.__class__ not in SYMBOLIC:
                result.add(value)
            elif isinstance(value, Parameter):
                result |= self.argument(value)
            elif isinstance(value, Narrowed):
                result |= narrowing.left(self.argument(value.parameter), value.tests)
            elif isinstance(value, Spelled):
                result |= closures.spelled(self, value.before, self.argument(value.parameter), value.after)
            elif isinstance(value, Outcome):
                result |= self.read(value.given)
            elif isinstance(value, Chosen):
                result |= self.concrete(as_set(value.value))
            elif isinstance(value, Forwarded):
                continue
            elif isinstance(value, Managed):
                result |= closures.managed(self, self.concrete(frozenset((value.function,))), entered=value.entered)
            else:
                result.add(closures.replaced(self, value, self.concrete))
        return frozenset(result)

    def argument(self, parameter: Parameter) -> Values:
        cell = parameter.function.cells[parameter.index]
        cell.read_by(self.code)
        if cell.values:
            return cell.values
        function = parameter.function
        if parameter.index in (function.varargs, function.varkw):
            # `*args` is a tuple and `**kwargs` a dict, whoever calls.
            passing.rest_of(self, function, parameter.index, "dict" if parameter.index == function.varkw else "tuple")
            return cell.values
        annotations = parameter.function.annotations
        return annotations.get(parameter.index, EMPTY) if annotations else EMPTY

    # ------------------------------------------------------------------------------------------------ edges

    def edge(self, callee: str, kind: str, confidence: int, rule: str, site: Site) -> None:
        if self.weak:
            confidence, rule = CANDIDATE, "untaken branch"
        elif self.doubt:
            confidence = CANDIDATE
        self.sites.add(callee, kind, confidence, rule, site)
        if self.choice is not None or self.sites.decided is not None:
            choices.note(self, callee, site)

    def doubting(self, run: Callable[[], T]) -> T:
        """What `run` gives; what it calls are guesses."""
        before, self.doubt = self.doubt, True
        try:
            return run()
        finally:
            self.doubt = before

    def quietly(self, run: Callable[[], T]) -> T:
        """What `run` gives; what it calls happens elsewhere."""
        sites, self.sites = self.sites, Sites()
        try:
            return run()
        finally:
            self.sites = sites


def receivers(values: Values) -> dict[str, set[Class]]:
    """The classes that these may be instances of, by package."""
    found: dict[str, set[Class]] = {}
    for value in values:
        if isinstance(value, Instance):
            found.setdefault(value.cls.module.package, set()).add(value.cls)
    return found


def is_anything(values: Values) -> bool:
    """Whether these are of so many unrelated types that any of them is whatever came by."""
    return len(values) > MOST_TYPES and len(set(filter(None, map(_type, values)))) > MOST_TYPES


def _type(value: Value) -> object:
    """What tells unrelated values apart: the root of a class's hierarchy, a builtin type; None where nothing is known
    of it, or it is a guess as it is."""
    if isinstance(value, Instance):
        return value.cls.mro[-1]
    if isinstance(value, (Constant, Container, Affixed)):
        return value.kind
    if isinstance(value, Builtin):
        return value.name
    return None if isinstance(value, (External, Doubtful)) else value.__class__


def join_environments(environments: list[Environment]) -> Environment:
    """Names as any of these leaves them; a container's slot only where all agree on having overwritten it."""
    if len(environments) == 1:
        return environments[0]
    result = dict(environments[0])
    for other in environments[1:]:
        for name, values in other.items():
            known = result.get(name)
            if known is None:
                if type(name) is str:
                    result[name] = values
            elif known is not values:
                result[name] = known | values
        for name in [name for name in result if type(name) is not str and name not in other]:
            del result[name]
    return result
