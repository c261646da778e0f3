"""libcst expressions -> `tracer.facts` expressions, in the order of their tokens.

A handler takes a node whose first token is the next one of the cursor, and leaves the cursor on its last token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracer.extract.literals import (
    ELLIPSIS,
    LONGEST_CONSTANT,
    LONGEST_NUMBER_TABLE,
    joined,
    shortened,
    string_constant,
    with_conversions,
    with_plain_lines,
)
from tracer.extract.nodes import cst
from tracer.extract.operations import Operations
from tracer.extract.positions import normalized
from tracer.facts import (
    Argument,
    Attribute,
    Call,
    Clause,
    Comprehension,
    Constant,
    Definition,
    Expr,
    Formatted,
    Lambda,
    Mapping,
    Name,
    Parameter,
    Return,
    Sequence,
    Slice,
    Starred,
    Subscript,
)

_Node = Any
_SINGLETONS = {"None": Constant("None", "None"), "True": Constant("bool", "True"), "False": Constant("bool", "False")}


class Expressions(Operations):
    """Reads expressions."""

    __slots__ = ()

    def read(self, node: _Node) -> Expr:
        return _READ[type(node)](self, node)

    # ------------------------------------------------------------------------------------------ names

    def name(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        value: str = node.value
        self.index = index = self.index + 1
        if value in _SINGLETONS:
            return _SINGLETONS[value]
        end = self.ends[index]
        if end >= self.line_end:
            self.move(end)
        return Name(value if value.isascii() else normalized(value), self.line, end - len(value) - self.line_start)

    def attribute(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        inner = node.value
        value = _READ[type(inner)](self, inner)
        attr: str = node.attr.value
        self.index = index = self.index + 1
        end = self.ends[index]
        if end >= self.line_end:
            self.move(end)
        column = end - len(attr) - self.line_start
        return Attribute(value, attr if attr.isascii() else normalized(attr), self.line, column)

    # ------------------------------------------------------------------------------------------ calls

    def call(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        line = self.ahead()
        func = node.func
        callee = _READ[type(func)](self, func)
        self.index += 1
        args = self.arguments(node.args)
        return Call(callee, args, line, self.step())

    def arguments(self, nodes: _Node) -> tuple[Argument, ...]:
        args = []
        for node in nodes:
            value = node.value
            keyword = node.keyword
            if keyword is None:
                args.append(Argument(_READ[type(value)](self, value), None, node.star))
            else:
                self.index += 1
                args.append(Argument(_READ[type(value)](self, value), normalized(keyword.value)))
        return tuple(args)

    def subscript(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        line = self.ahead()
        inner = node.value
        value = _READ[type(inner)](self, inner)
        self.index += 1
        elements = node.slice
        index = self._element(elements[0].slice)
        if len(elements) > 1 or isinstance(elements[0].comma, cst.Comma) or type(index) is Starred:
            index = Sequence("tuple", (index, *[self._element(element.slice) for element in elements[1:]]))
        self.index += 1
        return Subscript(value, index, line)

    def _element(self, node: _Node) -> Expr:
        if type(node) is cst.Index:
            value = node.value
            read = _READ[type(value)](self, value)
            return Starred(read) if node.star else read
        return Slice(self.optional(node.lower), self.optional(node.upper), self.optional(node.step))

    # --------------------------------------------------------------------------------------- literals

    def string(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        self.index += 1
        return string_constant(node)

    def number(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        self.index += 1
        return Constant(_NUMBER_KINDS[type(node)], node.value[:LONGEST_CONSTANT])

    def ellipsis(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        self.index += 1
        return ELLIPSIS

    def formatted(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        self.index += 1
        values: list[Expr] = []
        conversions: list[str] = []
        template = self._replacements(node.parts, values, conversions)
        self.index += 1
        return Formatted(tuple(values), template, with_conversions("".join(conversions)))

    def _replacements(self, parts: _Node, values: list[Expr], conversions: list[str]) -> str:
        template = []
        for part in parts:
            if hasattr(part, "expression"):
                values.append(self.read(part.expression))
                template.append("{}")
                conversions.append(part.conversion or ("r" if part.equal and not part.format_spec else " "))
                if part.format_spec:
                    self._replacements(part.format_spec, values, conversions)
            else:
                template.append(part.value)
        return with_plain_lines("".join(template))[:LONGEST_CONSTANT]

    def concatenated(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        parts: list[Expr] = []
        rest = node
        while type(rest) is cst.ConcatenatedString:
            parts.append(self.read(rest.left))
            rest = rest.right
        parts.append(self.read(rest))
        return joined(parts)

    # --------------------------------------------------------------------------------------- displays

    def sequence(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        kind = _SEQUENCE_KINDS[type(node)]
        bracketed = kind != "tuple"
        if bracketed:
            self.index += 1
        elements: list[Expr] = []
        for element in node.elements:
            value = element.value
            if type(element) is cst.Element:
                elements.append(_READ[type(value)](self, value))
            else:
                elements.append(self.starred(element))
        if bracketed:
            self.index += 1
        if len(elements) > LONGEST_NUMBER_TABLE:
            return Sequence(kind, shortened(elements))
        return Sequence(kind, tuple(elements))

    def starred(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        return Starred(self.read(node.value))

    def mapping(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        self.index += 1
        items: list[tuple[Expr | None, Expr]] = []
        for element in node.elements:
            key = None if type(element) is cst.StarredDictElement else self.read(element.key)
            value = element.value
            items.append((key, _READ[type(value)](self, value)))
        self.index += 1
        return Mapping(tuple(items))

    # ---------------------------------------------------------------------------------- comprehensions

    def comprehension(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        kind = _COMPREHENSION_KINDS[type(node)]
        # A generator stands in the parentheses around it, or in those of the call it is the only argument of.
        line = self.here() if kind == "generator" else self.step()
        element, value = self._comprehended(node)
        clauses: list[Clause] = []
        clause = node.for_in
        while clause is not None:
            clauses.append(self._clause(clause))
            clause = clause.inner_for_in
        if kind != "generator":
            self.index += 1
        return Comprehension(kind, element, value, tuple(clauses), line)

    def _comprehended(self, node: _Node) -> tuple[Expr, Expr | None]:
        if type(node) is cst.DictComp:
            return self.read(node.key), self.read(node.value)
        if type(node) is cst.StarredDictComp:
            return Starred(self.read(node.value)), None
        return self.read(node.elt), None

    def _clause(self, node: _Node) -> Clause:
        is_async = node.asynchronous is not None
        if is_async:
            self.index += 1
        line = self.step()
        target = self.read(node.target)
        self.index += 1
        iterated = self.read(node.iter)
        conditions = []
        for condition in node.ifs:
            self.index += 1
            conditions.append(self.read(condition.test))
        return Clause(target, iterated, tuple(conditions), line, is_async)

    # ----------------------------------------------------------------------------------------- lambdas

    def anonymous(self, node: _Node) -> Expr:
        if node.lpar and self.opened is not node:
            return self.parenthesized(node)
        line = self.step()
        column = self.ends[self.index] - 6 - self.line_start
        place = self.reserve()
        parameters = self.parameters(node.params)
        qualname = self.prefix + "<lambda>"
        outer = self.parent, self.prefix, self.yields
        self.parent, self.prefix, self.yields = place, qualname + ".<locals>.", False
        value = self.read(node.body)
        is_generator = self.yields
        self.parent, self.prefix, self.yields = outer
        self.bodies[place] = (Return(value, line),)
        self.definitions[place] = Definition(
            "lambda",
            "<lambda>",
            qualname,
            self.parent,
            line,
            column,
            column,
            self.here(),
            line,
            parameters=parameters,
            is_generator=is_generator,
        )
        return Lambda(place)

    def parameters(self, node: _Node) -> tuple[Parameter, ...]:
        """The parameters of a `def` or `lambda`, in order."""
        found = [self._parameter(param, "positional_only") for param in node.posonly_params]
        found += [self._parameter(param, "positional") for param in node.params]
        if type(node.star_arg) is cst.Param:
            found.append(self._parameter(node.star_arg, "varargs"))
        found += [self._parameter(param, "keyword_only") for param in node.kwonly_params]
        if node.star_kwarg is not None:
            found.append(self._parameter(node.star_kwarg, "varkw"))
        return tuple(found)

    def _parameter(self, node: _Node, kind: str) -> Parameter:
        self.index += 1
        annotation = node.annotation
        default = node.default
        if annotation is None and default is None:
            return Parameter(normalized(node.name.value), kind)
        declared = None if annotation is None else self.read(annotation.annotation)
        return Parameter(normalized(node.name.value), kind, self.optional(default), declared)


_NUMBER_KINDS = {cst.Integer: "int", cst.Float: "float", cst.Imaginary: "complex"}
_SEQUENCE_KINDS: dict[type[cst.CSTNode], str] = {cst.List: "list", cst.Tuple: "tuple", cst.Set: "set"}
_COMPREHENSION_KINDS: dict[type[cst.CSTNode], str] = {
    cst.ListComp: "list",
    cst.SetComp: "set",
    cst.DictComp: "dict",
    cst.StarredDictComp: "dict",
    cst.GeneratorExp: "generator",
}
_READ: dict[type[cst.CSTNode], Callable[[Expressions, _Node], Expr]] = {
    cst.Name: Expressions.name,
    cst.Attribute: Expressions.attribute,
    cst.Call: Expressions.call,
    cst.Subscript: Expressions.subscript,
    cst.SimpleString: Expressions.string,
    cst.Integer: Expressions.number,
    cst.Float: Expressions.number,
    cst.Imaginary: Expressions.number,
    cst.Ellipsis: Expressions.ellipsis,
    cst.FormattedString: Expressions.formatted,
    cst.TemplatedString: Expressions.formatted,
    cst.ConcatenatedString: Expressions.concatenated,
    cst.List: Expressions.sequence,
    cst.Tuple: Expressions.sequence,
    cst.Set: Expressions.sequence,
    cst.StarredElement: Expressions.starred,
    cst.Dict: Expressions.mapping,
    cst.BinaryOperation: Expressions.binary,
    cst.BooleanOperation: Expressions.boolean,
    cst.UnaryOperation: Expressions.unary,
    cst.Comparison: Expressions.comparison,
    cst.IfExp: Expressions.conditional,
    cst.NamedExpr: Expressions.walrus,
    cst.Await: Expressions.awaited,
    cst.Yield: Expressions.yielded,
    cst.ListComp: Expressions.comprehension,
    cst.SetComp: Expressions.comprehension,
    cst.DictComp: Expressions.comprehension,
    cst.StarredDictComp: Expressions.comprehension,
    cst.GeneratorExp: Expressions.comprehension,
    cst.Lambda: Expressions.anonymous,
}
