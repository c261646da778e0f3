"""libcst operators, conditional expressions, `await` and `yield` -> `tracer.facts` expressions."""

from __future__ import annotations

from typing import Any

from tracer.extract.literals import ELLIPSIS
from tracer.extract.nodes import cst
from tracer.extract.operators import COMPARISONS, OPERATORS
from tracer.extract.scopes import Scopes
from tracer.facts import Await, Binary, BoolOp, Compare, Expr, IfExp, Sequence, Unary, Walrus, Yield, YieldFrom

LONGEST_CHAIN = 100
"""Operators: a longer `a + b + ...` is given as one operator with a tuple of the operands and `...`, for nobody
could decode values that are nested thousands deep. A longer `if`/`elif` chain is cut into several `if`s."""

_Node = Any


class Operations(Scopes):
    """Reads operators; their operands may be any expression, which a subclass reads."""

    __slots__ = ()

    def read(self, node: _Node) -> Expr:
        raise NotImplementedError

    def optional(self, node: _Node) -> Expr | None:
        return None if node is None else self.read(node)

    def parenthesized(self, node: _Node) -> Expr:
        self.index += len(node.lpar)
        self.opened = node
        value = self.read(node)
        self.index += len(node.rpar)
        return value

    def binary(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        line = self.ahead()
        chain = [node]
        inner = node.left
        while type(inner) is cst.BinaryOperation and not inner.lpar:
            chain.append(inner)
            inner = inner.left
        value = self.read(inner)
        if len(chain) > LONGEST_CHAIN:
            operands = [value, *[self.read(outer.right) for outer in reversed(chain)]]
            return Binary(OPERATORS[type(node.operator)], Sequence("tuple", tuple(operands)), ELLIPSIS, line)
        while chain:
            outer = chain.pop()
            right = outer.right
            value = Binary(OPERATORS[type(outer.operator)], value, self.read(right), line)
        return value

    def boolean(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        operator = type(node.operator)
        chain = [node]
        inner = node.left
        while type(inner) is cst.BooleanOperation and type(inner.operator) is operator and not inner.lpar:
            chain.append(inner)
            inner = inner.left
        values = [self.read(inner)]
        while chain:
            self.index += 1
            values.append(self.read(chain.pop().right))
        return BoolOp("and" if operator is cst.And else "or", tuple(values))

    def unary(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        operator = node.operator
        if type(operator) is cst.Not:
            line = self.step()
            return Unary("not", self.read(node.expression), line)
        line = self.ahead() - _newlines(operator.whitespace_after)
        return Unary(OPERATORS[type(operator)], self.read(node.expression), line)

    def comparison(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        line = self.ahead()
        left = self.read(node.left)
        ops = []
        comparators = []
        for target in node.comparisons:
            operator, words = COMPARISONS[type(target.operator)]
            self.index += words
            ops.append(operator)
            comparator = target.comparator
            comparators.append(self.read(comparator))
        return Compare(left, tuple(ops), tuple(comparators), line)

    def conditional(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        body = self.read(node.body)
        self.index += 1
        test = self.read(node.test)
        self.index += 1
        return IfExp(test, body, self.read(node.orelse))

    def walrus(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        target = self.read(node.target)
        return Walrus(target, self.read(node.value))

    def awaited(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        line = self.step()
        return Await(self.read(node.expression), line)

    def yielded(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        line = self.step()
        self.yields = True
        value = node.value
        if type(value) is cst.From:
            self.index += 1
            return YieldFrom(self.read(value.item), line)
        return Yield(self.optional(value), line)


def _newlines(whitespace: _Node) -> int:
    if type(whitespace) is cst.SimpleWhitespace:
        return int(whitespace.value.count("\n"))
    return 1 + len(whitespace.empty_lines)
