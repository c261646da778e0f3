"""Modules, classes and functions of a snapshot as values, built from facts before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link.calls import hierarchy, private_names, scopes
from tracer.link.calls.cells import EMPTY, Cell, Value, Values
from tracer.link.calls.edges import NO_SITES
from tracer.link.calls.symbols import Parameter
from tracer.link.calls.table import ValueTable
from tracer.link.calls.values import (
    NO_ENTRIES,
    Builtin,
    Class,
    ClassCone,
    Code,
    Constant,
    External,
    Function,
    Generated,
    Instance,
    Module,
)

if TYPE_CHECKING:
    from tracer.link.calls.records import Declared
    from tracer.link.program import Program

C = TypeVar("C", bound=Code)

GUEST = "reference_impl"
"""Indexed along with every snapshot. What it, and what tests pass to others says nothing about these: tests call
everything with anything, and a path through what a test passes is none that the program takes."""

NO_NAMES: frozenset[str] = frozenset()
NO_INDICES: frozenset[int] = frozenset()

IMPLICIT_CLASS_METHODS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


class World:
    """Values of everything that has a definition. Modules are made when first asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.table = ValueTable()
        self.modules: dict[str, Module | None] = {}
        self.classes: dict[str, Class] = {}
        self.functions: list[Function] = []
        self.properties: set[str] = set()
        self.definers: dict[str, list[Class]] = {}
        self.fields = hierarchy.Fields()
        self.definitions: dict[Values, tuple[str, ...]] = {}
        self.looked_at: dict[Function, frozenset[str]] = {}
        """By function, the parameters that it only looks at."""
        self.set_by_methods: dict[Class, frozenset[str]] = {}
        """By class, the attributes that its methods set."""
        self.made_by: dict[Class, dict[Class, None]] = {}
        """The classes that each metaclass makes."""
        self.records: set[Class] = set()
        """Classes whose constructor is made of their fields; `rows` are those that are tuples."""
        self.rows: set[Class] = set()
        self.ordered: set[Class] = set()
        """Classes whose comparisons `total_ordering` completes."""
        self.row_names: dict[Class, tuple[str, ...]] = {}
        """The fields of those whose base is made by `namedtuple`."""
        self.record_fields: dict[Class, tuple[Declared, ...]] = {}
        self._public: dict[str, str] = {}
        self._constants: dict[tuple[str, str], Constant] = {}
        self._externals: dict[tuple[str, int], External] = {}
        self._builtins: dict[tuple[str, bool], Builtin] = {}

    # -------------------------------------------------------------------------------------------- modules

    def load_all(self) -> list[Module]:
        """Every module of the snapshot that has a file, and then the order of their classes' methods. The guest comes
        last: what it imports first says nothing of when others are met."""
        names = sorted(self.program.tree.names(), key=_is_guest)
        loaded = [module for name in names if (module := self.module(name)) is not None]
        for cls in list(self.classes.values()):
            self._settle(cls)
        return loaded

    def module(self, name: str) -> Module | None:
        """The module of that import name; None when it is outside the snapshot."""
        if name not in self.modules:
            self.modules[name] = None
            self.modules[name] = self._make_module(name)
        return self.modules[name]

    @cached_property
    def imported(self) -> frozenset[str]:
        """What the bodies of modules import: modules, and names that may be such."""
        bodies = ((one, statement) for one in filter(None, self.modules.values()) for statement in one.body)
        return frozenset(name for one, statement in bodies for name in self._named(one, statement))

    def _named(self, module: Module, statement: f.Statement) -> Iterator[str]:
        if isinstance(statement, f.Import):
            yield statement.name
        elif isinstance(statement, f.ImportFrom):
            base = self.program.tree.absolute(statement.module, module.name, statement.level)
            yield from (base, f"{base}.{statement.name}")

    def _make_module(self, name: str) -> Module | None:
        loaded = self.program.module(name)
        if loaded is None:
            found = self.program.find_module(name)
            if found is not None and found != name:
                return self.module(found)
            return self._empty_module(name) if found is not None else None
        module = self._empty_module(name)
        module.file = loaded.file
        module.is_guest = module.is_guest or loaded.file.is_test
        module.stubs = loaded.stubs
        module.body = loaded.facts.body
        flow = self.program.flow(loaded.name)
        bodies = flow.bodies if flow is not None else ()
        self._define(module, loaded.facts, bodies, loaded.keys)
        return module

    def _empty_module(self, name: str) -> Module:
        module = self._code(Module, f"{name}:", ())
        module.name = name
        module.package = name.partition(".")[0]
        module.is_guest = _is_guest(name)
        module.module = module
        module.file = None
        module.definitions = []
        module.definers = self.definers
        module.facts = None
        module.exported = module.replaced = module.stubs = NO_NAMES
        module.is_virtual = self.program.is_virtual(name)
        module.entered = False
        module.nested = None
        module.variables = {}
        module.names, module.absent = Cell(), {}
        return module

    def _code(self, kind: type[C], key: str, body: tuple[f.Statement, ...]) -> C:
        return self.table.new(
            kind,
            key=key,
            body=body,
            sites=NO_SITES,
            visits=0,
            queued=False,
            learns=False,
            empties=0,
            parent=None,
            variables=NO_ENTRIES,
            locals=None,
            rebound=NO_NAMES,
            symbols=EMPTY,
        )

    def _define(
        self, module: Module, facts: f.PythonFacts, bodies: tuple[tuple[f.Statement, ...], ...], keys: tuple[str, ...]
    ) -> None:
        module.facts = facts
        module.exported = frozenset(one.symbol for one in facts.registrations if one.kind == "export")
        for index, definition in enumerate(facts.definitions):
            parent = module.definitions[definition.parent] if definition.parent >= 0 else None
            if definition.kind == "class":
                module.definitions.append(self._make_class(module, definition, keys[index], parent))
            else:
                body = bodies[index] if index < len(bodies) else ()
                module.definitions.append(self._make_function(module, definition, keys[index], body, parent))

    # -------------------------------------------------------------------------------------------- classes

    def _make_class(self, module: Module, definition: f.Definition, key: str, parent: Function | Class | None) -> Class:
        cls = self.table.new(Class, key=key, name=definition.name, module=module, definition=definition)
        self._start(cls, parent)
        definitions = module.facts.definitions if module.facts is not None else ()
        for name in scopes.bound_names(definition.body, definitions):
            self.add_member(cls, private_names.mangled(name, cls.name))
        self.classes.setdefault(key, cls)
        _mark_parents(parent)
        return cls

    def _start(self, cls: Class, parent: Function | Class | None) -> None:
        cls.bases, cls.subclasses, cls.mro, cls.outside = [], [], (cls,), ()
        cls.members, cls.fields, cls.cache, cls.cone_cache, cls.relatives = {}, {}, {}, {}, None
        cls.metaclass, cls.makes = None, []
        cls.parent = parent
        cls.instance = self.table.new(Instance, cls=cls, exact=True)
        cls.cone = self.table.new(Instance, cls=cls, exact=False)
        cls.family = self.table.new(ClassCone, cls=cls)

    def unwritten(self, code: Code, line: int, column: int, bases: list[Class]) -> Class:
        """The class that code makes at a place without a class statement, derived from `bases`: told as the first."""
        key, name = (bases[0].key, bases[0].name) if bases else ("<builtin>:type", "type")
        definition = f.Definition("class", name, name, -1, line, column, column, line, line)
        place = (code, line, column)
        cls = self.table.at(Class, place, key=key, name=name, module=code.module, definition=definition)
        if not hasattr(cls, "members"):
            self._start(cls, None)
            cls.bases = list(bases)
            hierarchy.settle(cls)
        return cls

    def add_member(self, cls: Class, name: str) -> Cell:
        """The cell of a name that the body of `cls` (or somebody later) binds."""
        cell = cls.members.get(name)
        if cell is None:
            cell = cls.members[name] = Cell()
            self.definers.setdefault(name, []).append(cls)
        return cell

    def _settle(self, cls: Class) -> None:
        order = self.program.mro(cls.key)
        known = [self.value(key) for key in order.keys]
        cls.mro = (cls, *(ancestor for ancestor in known if isinstance(ancestor, Class) and ancestor is not cls))
        cls.outside = tuple(value for value in known if isinstance(value, (External, Builtin)))
        cls.bases = [self.value(key) for key in order.bases]
        for ancestor in cls.mro[1:]:
            ancestor.subclasses.append(cls)

    def value(self, key: str) -> Value:
        """The value that a key names."""
        module, _, qualname = key.partition(":")
        if module == "<builtin>":
            return self.builtin(qualname)
        if module == "<external>":
            return self.external(qualname)
        known = self.classes.get(key)
        if known is not None:
            return known
        found = self.module(module)
        if found is None:
            return self.external(f"{module}.{qualname}" if qualname else module)
        if not qualname:
            return found
        for definition in found.definitions:
            if definition.key == key:
                return definition
        return self.generated(key) if found.is_virtual else self.external(f"{module}.{qualname}")

    # ------------------------------------------------------------------------------------------ functions

    def _make_function(
        self,
        module: Module,
        definition: f.Definition,
        key: str,
        body: tuple[f.Statement, ...],
        parent: Function | Class | None,
    ) -> Function:
        function = self._code(Function, key, body)
        function.module, function.definition, function.name = module, definition, definition.name
        function.owner = parent if isinstance(parent, Class) else None
        function.parent = _enclosing_code(parent) or module
        function.children = False
        function.is_generator = definition.is_generator
        function.origin = function
        function.defaults = function.annotations = function.stores = function.returns_without = NO_ENTRIES
        function.gives = NO_ENTRIES
        function.transparent = function.reads_rest = function.uses = function.aliases = None
        function.known = 0
        function.captured = ()
        function.takes = function.decides = NO_INDICES
        function.tables = NO_NAMES
        function.decoration = " ".join(filter(None, map(dotted, definition.decorators)))
        if function.owner is not None and "property" in function.decoration:
            self.properties.add(function.name)
        function.is_abstract = function.owner is not None and hierarchy.is_abstract(function)
        self._shape(function)
        _mark_parents(parent)
        self.functions.append(function)
        return function

    def _shape(self, function: Function) -> None:
        """Parameters as positions: which are positional, where `*args` and `**kwargs` go."""
        parameters = function.definition.parameters
        function.cells = [Cell() for _ in parameters]
        function.returns, function.yields = Cell(), Cell()
        function.parameters = tuple(
            self.table.new(Parameter, function=function, index=index) for index in range(len(parameters))
        )
        function.symbols = frozenset(function.parameters) if parameters else EMPTY
        function.is_symbolic = False
        kinds = [parameter.kind for parameter in parameters]
        function.positional = sum(kind in ("positional", "positional_only") for kind in kinds)
        function.varargs = kinds.index("varargs") if "varargs" in kinds else -1
        function.varkw = kinds.index("varkw") if "varkw" in kinds else -1
        function.by_name = {
            parameter.name: index
            for index, parameter in enumerate(parameters)
            if parameter.kind in ("positional", "keyword_only")
        }
        function.is_method = _takes_self(function)
        if function.is_method and function.owner is not None and parameters:
            function.cells[0].values = frozenset({_receiver(function)})

    # ------------------------------------------------------------------------------------------- outsiders

    def external(self, name: str, made: int = 0) -> External:
        key = (name, made)
        known = self._externals.get(key)
        if known is None:
            known = self._externals[key] = self.table.new(External, name=name, made=made)
        return known

    def public(self, path: str) -> str:
        """`Program.outside`, remembered: attributes of what is outside are looked up time and again."""
        found = self._public.get(path)
        if found is None:
            found = self._public[path] = self.program.outside(path)
        return found

    def builtin(self, name: str, instance: bool = False) -> Builtin:
        key = (name, instance)
        known = self._builtins.get(key)
        if known is None:
            known = self._builtins[key] = self.table.new(Builtin, name=name, instance=instance)
        return known

    def constant(self, kind: str, text: str) -> Constant:
        key = (kind, text)
        known = self._constants.get(key)
        if known is None:
            known = self._constants[key] = self.table.new(Constant, kind=kind, text=text)
        return known

    def generated(self, key: str) -> Generated:
        return self.table.intern(Generated, key=key)


def _mark_parents(parent: Function | Class | None) -> None:
    code = _enclosing_code(parent)
    if code is not None:
        code.children = True


def _enclosing_code(parent: Function | Class | None) -> Function | None:
    while isinstance(parent, Class):
        parent = parent.parent
    return parent if isinstance(parent, Function) else None


def _takes_self(function: Function) -> bool:
    if function.owner is None or function.definition.kind == "lambda" or not function.positional:
        return False
    decorators = [d.id for d in function.definition.decorators if isinstance(d, f.Name)]
    return "staticmethod" not in decorators


def _receiver(function: Function) -> Value:
    """What the first parameter of a method stands for: any instance of its class, or any class of its family."""
    cls = function.owner
    assert cls is not None
    names = [d.id for d in function.definition.decorators if isinstance(d, f.Name)]
    is_class_method = "classmethod" in names or function.name in IMPLICIT_CLASS_METHODS
    return cls.family if is_class_method else cls.cone


def _is_guest(name: str) -> bool:
    return name.partition(".")[0] == GUEST


def local_to(code: Code | None, name: str) -> Function | None:
    """The innermost function, from `code` outwards, that has a local of this name."""
    while isinstance(code, Function):
        if name in locals_of(code):
            return code
        code = code.parent
    return None


def locals_of(function: Function) -> frozenset[str]:
    """Names that are local to `function`, of use where nested code reads them."""
    if function.locals is None:
        facts = function.module.facts
        definitions = facts.definitions if facts is not None else ()
        names = set(scopes.bound_names(function.body, definitions))
        names.update(parameter.name for parameter in function.definition.parameters)
        outer = {*scopes.declared_names(function.body, "global"), *scopes.declared_names(function.body, "nonlocal")}
        function.locals = frozenset(names - outer)
    return function.locals
