"""The fixpoint: every body is interpreted, and again whenever something it read has grown.

A body is a caller (a module or a function). Cells join what all callers pass, what functions return, what is assigned
to fields and globals. Visits are bounded: the last ones only ever add guesses to sets that are wide already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import captures, given, statements
from tracer.link.calls.cells import MAX_VISITS, NARROW, Cell, Value, Values
from tracer.link.calls.edges import NOWHERE, Open
from tracer.link.calls.frame import Frame
from tracer.link.calls.values import CALLED, BoundCone, Class, Code, Doubtful, Function, Instance, Module, Partial
from tracer.link.calls.world import World

if TYPE_CHECKING:
    from tracer.link.program import Program

SMALL = 5000
"""Of a program with up to so many functions, all that was visited as often as it may be is visited again."""
MAX_DEPTH = 40
"""How deep a first visit of a callee may interrupt its caller."""
_LEADING = CALLED | {BoundCone, Instance, Partial}
"""Kinds of values by which it is known what a body calls."""


class Analysis:
    """State shared by all frames."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.world = World(program)
        self.share = self.world.table.share
        self.settings = program.settings
        self.queue: list[Code] = []
        self.late: dict[Code, None] = {}
        """Bodies that had their last visit before something came that they wanted."""
        self.depth = 0
        self.decisions: dict[int, bool | None] = {}
        self.extras: dict[tuple[Value, str], Cell] = {}
        self.stand_ins: set[Value] = set()
        """Instances that a `__setattr__` puts in place of the lists, dicts and so on that are assigned."""

    def run(self) -> list[Code]:
        """Interpret everything to the fixpoint; the callers, in order of their modules and definitions."""
        modules = self.world.load_all()
        for module in modules:
            self.enter(module)
        for function in self.world.functions:
            if not function.visits:
                self.visit(function)
        self._settle()
        if len(self.world.functions) <= SMALL:
            self._resume([*modules, *self.world.functions])
        self._catch_up()
        self._finish()
        return [*modules, *self.world.functions]

    def _settle(self) -> None:
        """Visit again what was woken, in the order in which that was. Of bodies that may learn something those come
        first that met nothing unknown, then those that met little: what they are waiting for may be learned meanwhile.
        In others, what has grown since makes mixtures of what is known already, and they wait until nothing else is to
        do: their last visit then meets all that is known."""
        lacking: list[Code] = []
        waiting: list[Code] = []
        while self.queue or lacking or waiting:
            batch, self.queue = self.queue, []
            if batch:
                waiting += [code for code in batch if not _may_learn(code)]
                learning = [code for code in batch if _may_learn(code)]
                lacking += [code for code in learning if code.empties > 0]
                batch = [code for code in learning if code.empties <= 0]
            elif lacking:
                batch, lacking = sorted(lacking, key=lambda code: (not code.learns, code.empties)), []
            else:
                batch, waiting = waiting, []
            for code in batch:
                if code.queued and code.visits < MAX_VISITS:
                    self.visit(code)

    def _resume(self, codes: list[Code]) -> None:
        """Give what was visited as often as it may be its visits anew: in a long chain of calls, more may be known."""
        for code in codes:
            if code.queued or code.visits == MAX_VISITS:
                code.visits, code.queued = 1, True
                self.queue.append(code)
        self._settle()

    def _catch_up(self) -> None:
        """One visit beyond the bound for bodies that had their last too early, in the order in which what they wanted
        came: each may bring what the next one wants."""
        while self.late:
            batch, self.late = self.late, {}
            for code in batch:
                if code.visits == MAX_VISITS:
                    self.visit(code)
            self._settle()

    def _finish(self) -> None:
        """One visit beyond the bound for functions that were given further functions since their last, then for those
        that they define; and for those that pass functions to one of which it was known later that it calls them."""
        for function in list(filter(_has_further, self.world.functions)):
            self.visit(function)
        for function in list(filter(_has_further, self.world.functions)):
            if function.captured:
                self.visit(function)
        for function in list(filter(given.is_outdated, self.world.functions)):
            self.visit(function)

    # ---------------------------------------------------------------------------------------------- visits

    def enter(self, module: Module) -> None:
        """Interpret a module where it is first imported, as Python would."""
        if not module.entered:
            module.entered = True
            self.visit(module)

    def ensure(self, function: Function) -> None:
        """Interpret a callee before its first caller goes on, so that its result is known."""
        if not function.visits and self.depth < MAX_DEPTH:
            self.visit(function)

    def visit(self, code: Code) -> None:
        code.visits += 1
        code.queued = code.learns = False
        code.empties = 0
        self.depth += 1
        try:
            Frame(self, code).run()
        except RecursionError:
            code.sites.open[NOWHERE] = Open(f.Name("", 0, 0), "the body leads too deep")
        finally:
            self.depth -= 1
        code.sites.settle()
        if isinstance(code, Function):
            if code.visits == 1 and isinstance(code.parent, Function):
                code.captured = captures.cells(code)
            code.known = code.given()

    # ----------------------------------------------------------------------------------------------- cells

    def join(self, cell: Cell, values: Values) -> None:
        was_empty = not cell.values
        if values and cell.join(values):
            cell.values = self.share(cell.values)
            if cell.readers:
                are_functions = cell.counts is None and not CALLED.isdisjoint(map(type, values))
                if was_empty:
                    leads = _leads(values)
                    for reader in cell.readers:
                        reader.empties -= 1
                        if leads and reader.visits == MAX_VISITS and _wants(reader, cell):
                            self.late[reader] = None
                self.wake(cell, learns=was_empty or are_functions)

    def wake(self, cell: Cell, *, learns: bool = True) -> None:
        """Have the readers of `cell` interpreted again: they are its readers anew when they come to it then. `learns`:
        they met nothing there, or what is new there are functions, of which there are few."""
        readers, cell.readers = cell.readers, ()
        for code in readers:
            code.learns = code.learns or learns
            if not code.queued:
                code.queued = True
                self.queue.append(code)

    def extra(self, value: Value, name: str) -> Cell:
        """An attribute of a value that is no instance: `function.attribute = x`."""
        if isinstance(value, Function):
            value = value.origin
        cell = self.extras.get((value, name))
        if cell is None:
            cell = self.extras[value, name] = Cell()
        return cell

    def write_field(self, cls: object, name: str, values: Values) -> None:
        """Assign `values` to attribute `name` of instances of `cls`."""
        fields = self.world.fields
        cell = fields.cell(cls, name)  # type: ignore[arg-type]
        if values and cell.join(values):
            for view in fields.written(cls, name):  # type: ignore[arg-type]
                self.join(view, values)

    def write_made(self, cls: Class, name: str, values: Values) -> None:
        """Assign `values` to attribute `name` of what is made as an instance of `cls`, and of no subclass that has a
        constructor of its own."""
        fields = self.world.fields
        if fields.made(cls, name).join(values):
            for view in fields.shown(cls, name):
                self.join(view, values)


def _leads(values: Values) -> bool:
    """Whether these are few things that calls lead on from, none of them doubtful."""
    kinds = {value.__class__ for value in values}
    return len(values) <= NARROW and not _LEADING.isdisjoint(kinds) and Doubtful not in kinds


def _wants(code: Code, cell: Cell) -> bool:
    """Whether what a cell holds is given to a body, or may tell what it calls."""
    is_given = isinstance(code, Function) and (cell in code.cells or cell in code.captured)
    return is_given or bool(code.sites.open)


def _may_learn(code: Code) -> bool:
    """Whether a body left calls open, which may be known by now, or met nothing or further functions somewhere since
    its last visit."""
    return code.learns or bool(code.sites.open) or (isinstance(code, Function) and _has_further(code))


def _has_further(function: Function) -> bool:
    """Whether a function was given further values since its last visit, functions among all that it is given."""
    return function.given() > function.known and function.has_callable()


__all__ = ["Analysis", "statements"]
