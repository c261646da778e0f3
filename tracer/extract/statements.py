"""libcst statements -> `tracer.facts` statements and definitions, in the order of their tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracer.extract.imports import Imports
from tracer.extract.nodes import cst
from tracer.extract.operations import LONGEST_CHAIN
from tracer.extract.operators import OPERATORS
from tracer.extract.positions import normalized
from tracer.facts import (
    Argument,
    Assert,
    Assign,
    AugAssign,
    Case,
    Constant,
    Define,
    Definition,
    Delete,
    Expr,
    Expression,
    For,
    Handler,
    If,
    Jump,
    Match,
    Raise,
    Return,
    Scope,
    Statement,
    Try,
    While,
    With,
)

_Node = Any
_Out = list[Statement]


class Statements(Imports):
    """Reads statements; a handler appends what it read to the statements of its block."""

    __slots__ = ()

    # ----------------------------------------------------------------------------------------- blocks

    def block(self, nodes: _Node, documented: bool = False) -> tuple[Statement, ...]:
        """The statements of a block, without its docstring where it may have one."""
        out: _Out = []
        if documented and nodes:
            nodes = self._after_docstring(nodes, out)
        for node in nodes:
            _READ[type(node)](self, node, out)
        return tuple(out)

    def suite(self, body: _Node) -> tuple[Statement, ...]:
        out: _Out = []
        for node in [body] if type(body) is cst.SimpleStatementSuite else body.body:
            _READ[type(node)](self, node, out)
        return tuple(out)

    def documented(self, body: _Node) -> tuple[Statement, ...]:
        """The body of a class or function."""
        return self.block([body] if type(body) is cst.SimpleStatementSuite else body.body, documented=True)

    def simple_line(self, node: _Node, out: _Out) -> None:
        for small in node.body:
            _READ[type(small)](self, small, out)

    def _after_docstring(self, nodes: _Node, out: _Out) -> _Node:
        first = nodes[0]
        if type(first) is cst.SimpleStatementLine or type(first) is cst.SimpleStatementSuite:
            small = first.body[0]
            if type(small) is cst.Expr and type(small.value) in _STRINGS:
                self._docstring(small.value, out)
                for other in first.body[1:]:
                    _READ[type(other)](self, other, out)
                return nodes[1:]
        return nodes

    def _docstring(self, node: _Node, out: _Out) -> None:
        line = self.ahead()
        if type(node) is cst.SimpleString and not node.lpar and "b" not in node.prefix:
            self.index += 1
            return
        value = self.read(node)
        if not (type(value) is Constant and value.kind == "str"):
            out.append(Expression(value, line))

    # -------------------------------------------------------------------------------- small statements

    def expression(self, node: _Node, out: _Out) -> None:
        line = self.ahead()
        out.append(Expression(self.read(node.value), line))

    def assign(self, node: _Node, out: _Out) -> None:
        line = self.ahead()
        targets = tuple([self.read(target.target) for target in node.targets])
        value = self.read(node.value)
        out.append(Assign(targets, value, None, line, self.here()))

    def annotated(self, node: _Node, out: _Out) -> None:
        line = self.ahead()
        target = self.read(node.target)
        annotation = self.read(node.annotation.annotation)
        out.append(Assign((target,), self.optional(node.value), annotation, line, self.here()))

    def augmented(self, node: _Node, out: _Out) -> None:
        line = self.ahead()
        target = self.read(node.target)
        out.append(AugAssign(target, OPERATORS[type(node.operator)], self.read(node.value), line))

    def type_alias(self, node: _Node, out: _Out) -> None:
        line = self.step()
        target = self.read(node.name)
        self.type_parameters(node.type_parameters)
        out.append(Assign((target,), self.read(node.value), None, line, self.here()))

    def returned(self, node: _Node, out: _Out) -> None:
        line = self.step()
        value = node.value
        out.append(Return(None if value is None else self.read(value), line))

    def raised(self, node: _Node, out: _Out) -> None:
        line = self.step()
        exception = self.optional(node.exc)
        cause = None
        if node.cause is not None:
            self.index += 1
            cause = self.read(node.cause.item)
        out.append(Raise(exception, cause, line))

    def deleted(self, node: _Node, out: _Out) -> None:
        line = self.step()
        target = node.target
        if type(target) is cst.Tuple and not target.lpar:
            out.append(Delete(tuple([self.read(element.value) for element in target.elements]), line))
        else:
            out.append(Delete((self.read(target),), line))

    def asserted(self, node: _Node, out: _Out) -> None:
        line = self.step()
        test = self.read(node.test)
        out.append(Assert(test, self.optional(node.msg), line))

    def scoped(self, node: _Node, out: _Out) -> None:
        self.index += 1 + len(node.names)
        names = tuple(normalized(item.name.value) for item in node.names)
        if type(node) is cst.Global:
            self.global_names |= frozenset(names)
        out.append(Scope("global" if type(node) is cst.Global else "nonlocal", names))

    def passed(self, _node: _Node, _out: _Out) -> None:
        self.index += 1

    def jump(self, node: _Node, out: _Out) -> None:
        self.index += 1
        out.append(Jump("break" if type(node) is cst.Break else "continue"))

    # ----------------------------------------------------------------------------- compound statements

    def conditional_statement(self, node: _Node, out: _Out) -> None:
        branches: list[tuple[Expr, tuple[Statement, ...], int]] = []
        while type(node) is cst.If:
            line = self.step()
            test = self.read(node.test)
            branches.append((test, self.suite(node.body), line))
            node = node.orelse
        orelse = self._orelse(node)
        for start in range(0, len(branches), LONGEST_CHAIN):
            part = branches[start : start + LONGEST_CHAIN]
            nested = orelse if start + LONGEST_CHAIN >= len(branches) else ()
            for test, body, line in reversed(part):
                nested = (If(test, body, nested, line),)
            out.extend(nested)

    def _orelse(self, node: _Node) -> tuple[Statement, ...]:
        if node is None:
            return ()
        self.index += 1
        return self.suite(node.body)

    def while_loop(self, node: _Node, out: _Out) -> None:
        line = self.step()
        test = self.read(node.test)
        body = self.suite(node.body)
        out.append(While(test, body, self._orelse(node.orelse), line))

    def for_loop(self, node: _Node, out: _Out) -> None:
        line = self.step()
        is_async = node.asynchronous is not None
        self.index += is_async
        target = self.read(node.target)
        self.index += 1
        iterated = self.read(node.iter)
        body = self.suite(node.body)
        out.append(For(target, iterated, body, self._orelse(node.orelse), line, is_async))

    def with_block(self, node: _Node, out: _Out) -> None:
        line = self.step()
        is_async = node.asynchronous is not None
        self.index += is_async
        parenthesized = type(node.lpar) is cst.LeftParen
        self.index += parenthesized
        items: list[tuple[Expr, Expr | None]] = []
        for item in node.items:
            manager = self.read(item.item)
            target = None
            if item.asname is not None:
                self.index += 1
                target = self.read(item.asname.name)
            items.append((manager, target))
        self.index += parenthesized
        out.append(With(tuple(items), self.suite(node.body), line, is_async))

    def guarded(self, node: _Node, out: _Out) -> None:
        line = self.step()
        body = self.suite(node.body)
        handlers = tuple([self._handler(handler) for handler in node.handlers])
        orelse = self._orelse(node.orelse)
        out.append(Try(body, handlers, orelse, self._orelse(node.finalbody), line))

    def _handler(self, node: _Node) -> Handler:
        line = self.step()
        caught = self.optional(node.type)
        name = None
        if node.name is not None:
            self.index += 2
            name = normalized(node.name.name.value)
        return Handler(caught, name, self.suite(node.body), line)

    def matched(self, node: _Node, out: _Out) -> None:
        line = self.step()
        subject = self.read(node.subject)
        out.append(Match(subject, tuple([self._case(case) for case in node.cases]), line))

    def _case(self, node: _Node) -> Case:
        self.index += 1
        pattern, names = self.pattern(node.pattern)
        guard = None
        if node.guard is not None:
            self.index += 1
            guard = self.read(node.guard)
        return Case(pattern, names, guard, self.suite(node.body))

    # ------------------------------------------------------------------------------------- definitions

    def function(self, node: _Node, out: _Out) -> None:
        place = self.reserve()
        decorators, first_line = self._decorators(node)
        line = self.step()
        is_async = node.asynchronous is not None
        column = self.ends[self.index] - (5 if is_async else 3) - self.line_start
        self.index += is_async
        name, name_column = self._defined_name(node)
        self.index += 1
        parameters = self.parameters(node.params)
        self.index += 1
        returns = None if node.returns is None else self.read(node.returns.annotation)
        qualname = self.qualname(name)
        outer = self.parent, self.prefix, self.yields, self.global_names
        self.parent, self.prefix, self.yields, self.global_names = place, qualname + ".<locals>.", False, _NOTHING
        self.bodies[place] = self.documented(node.body)
        is_generator = self.yields
        self.parent, self.prefix, self.yields, self.global_names = outer
        self.definitions[place] = Definition(
            "function",
            name,
            qualname,
            self.parent,
            line,
            column,
            name_column,
            self.here(),
            first_line or line,
            decorators,
            (),
            parameters,
            returns,
            (),
            is_async,
            is_generator,
        )
        out.append(Define(place))

    def class_(self, node: _Node, out: _Out) -> None:
        place = self.reserve()
        decorators, first_line = self._decorators(node)
        line = self.step()
        column = self.ends[self.index] - 5 - self.line_start
        name, name_column = self._defined_name(node)
        bases = self._bases(node)
        qualname = self.qualname(name)
        outer = self.parent, self.prefix, self.global_names
        self.parent, self.prefix, self.global_names = place, qualname + ".", _NOTHING
        body = self.documented(node.body)
        self.parent, self.prefix, self.global_names = outer
        self.definitions[place] = Definition(
            "class",
            name,
            qualname,
            self.parent,
            line,
            column,
            name_column,
            self.here(),
            first_line or line,
            decorators,
            bases,
            body=body,
        )
        out.append(Define(place))

    def _decorators(self, node: _Node) -> tuple[tuple[Expr, ...], int]:
        """The decorators and the line of the first, 0 where there is none."""
        if not node.decorators:
            return (), 0
        line = self.ahead()
        return tuple([self.read(decorator.decorator) for decorator in node.decorators]), line

    def _defined_name(self, node: _Node) -> tuple[str, int]:
        """Name and column of a `def` or `class`, with what was checked of its type parameters stepped over."""
        name: str = node.name.value
        self.step()
        self.expect(name)
        column = self.ends[self.index] - len(name) - self.line_start
        self.type_parameters(node.type_parameters)
        return normalized(name), column

    def _bases(self, node: _Node) -> tuple[Argument, ...]:
        if type(node.lpar) is not cst.LeftParen:
            return ()
        self.index += 1
        bases = self.arguments(node.bases) + self.arguments(node.keywords)
        self.index += 1
        return bases

    def type_parameters(self, node: _Node) -> None:
        """Step over `[T: bound = default, *Ts, **P]`: nothing refers to what only a type checker reads."""
        if node is None:
            return
        self.index += 1
        for parameter in node.params:
            self.index += 1
            if type(parameter.param) is cst.TypeVar:
                self.optional(parameter.param.bound)
            self.optional(parameter.default)
        self.index += 1


_NOTHING: frozenset[str] = frozenset()
_STRINGS = (cst.SimpleString, cst.ConcatenatedString)
_READ: dict[type[cst.CSTNode], Callable[[Statements, _Node, _Out], None]] = {
    cst.SimpleStatementLine: Statements.simple_line,
    cst.SimpleStatementSuite: Statements.simple_line,
    cst.Expr: Statements.expression,
    cst.Assign: Statements.assign,
    cst.AnnAssign: Statements.annotated,
    cst.AugAssign: Statements.augmented,
    cst.TypeAlias: Statements.type_alias,
    cst.Return: Statements.returned,
    cst.Raise: Statements.raised,
    cst.Del: Statements.deleted,
    cst.Assert: Statements.asserted,
    cst.Global: Statements.scoped,
    cst.Nonlocal: Statements.scoped,
    cst.Pass: Statements.passed,
    cst.Break: Statements.jump,
    cst.Continue: Statements.jump,
    cst.Import: Statements.imported,
    cst.ImportFrom: Statements.imported_from,
    cst.LazyImport: Statements.imported,
    cst.LazyImportFrom: Statements.imported_from,
    cst.If: Statements.conditional_statement,
    cst.While: Statements.while_loop,
    cst.For: Statements.for_loop,
    cst.With: Statements.with_block,
    cst.Try: Statements.guarded,
    cst.TryStar: Statements.guarded,
    cst.Match: Statements.matched,
    cst.FunctionDef: Statements.function,
    cst.ClassDef: Statements.class_,
}
