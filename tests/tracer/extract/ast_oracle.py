"""The facts of a file as Python's own parser sees them: what `tracer.extract.python` is compared with.

Built from `ast` alone. What `ast` does not tell is left empty on both sides: see `comparable`.
"""

from __future__ import annotations

import ast
import sys
from typing import Any

from tracer import facts as f

OPERATORS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Invert: "~",
    ast.Not: "not",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.And: "and",
    ast.Or: "or",
}
KINDS = {str: "str", bytes: "bytes", int: "int", float: "float", complex: "complex", bool: "bool"}
DISPLAYS = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}
COMPREHENSIONS = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict", ast.GeneratorExp: "generator"}


ANYTHING = f.Constant("Ellipsis", "...")


class Oracle:
    def __init__(self, text: str) -> None:
        tree = ast.parse(text)
        self.ascii = text.isascii()
        self.lines = [] if self.ascii else text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.definitions: list[f.Definition] = []
        self.bodies: list[tuple[f.Statement, ...]] = []
        self.parent, self.prefix, self.globals, self.yields = -1, "", set(), False
        self.blind = False
        self.unplaced: set[int] = set()
        """Lambdas inside format strings, where `ast` tells no places."""
        self.body = self.block(tree.body, documented=True)

    def column(self, line: int, offset: int) -> int:
        if self.ascii:
            return offset
        return len(self.lines[line - 1].encode()[:offset].decode())

    # ------------------------------------------------------------------------------------- expressions

    def read(self, node: Any) -> Any:
        if node is None:
            return None
        return getattr(self, "x_" + type(node).__name__)(node)

    def all(self, nodes: Any) -> tuple[Any, ...]:
        return tuple(self.read(node) for node in nodes)

    def line(self, node: Any) -> int:
        return 0 if self.blind else node.lineno

    def x_Name(self, node):
        return f.Name(node.id, self.line(node), 0 if self.blind else self.column(node.lineno, node.col_offset))

    def x_Attribute(self, node):
        value = self.read(node.value)
        if self.blind:
            return f.Attribute(value, node.attr, 0, 0)
        end = self.column(node.end_lineno, node.end_col_offset)
        return f.Attribute(value, node.attr, node.end_lineno, end - len(node.attr))

    def x_Call(self, node):
        func = self.read(node.func)
        return f.Call(
            func, self.arguments(node.args, node.keywords), self.line(node), 0 if self.blind else node.end_lineno
        )

    def arguments(self, args, keywords):
        nodes = sorted([*args, *keywords], key=lambda node: (node.lineno, node.col_offset))
        if self.blind:
            nodes = [*args, *keywords]
        found = []
        for node in nodes:
            if isinstance(node, ast.keyword):
                found.append(f.Argument(self.read(node.value), node.arg, "" if node.arg else "**"))
            elif isinstance(node, ast.Starred):
                found.append(f.Argument(self.read(node.value), None, "*"))
            else:
                found.append(f.Argument(self.read(node)))
        return tuple(found)

    def x_Subscript(self, node):
        return f.Subscript(self.read(node.value), self.read(node.slice), self.line(node))

    def x_Slice(self, node):
        return f.Slice(self.read(node.lower), self.read(node.upper), self.read(node.step))

    def x_Constant(self, node):
        if node.value is None:
            return f.Constant("None", "None")
        if node.value is ...:
            return f.Constant("Ellipsis", "...")
        kind = KINDS[type(node.value)]
        text = node.value[:2000].encode("utf-8", "backslashreplace").decode() if kind == "str" else ""
        return f.Constant(kind, str(node.value) if kind == "bool" else text)

    def x_List(self, node):
        elements = self.all(node.elts)
        if len(elements) > 256 and all(getattr(e, "kind", "") in ("int", "float", "complex") for e in elements):
            elements = elements[:256]
        return f.Sequence(DISPLAYS[type(node)], elements)

    x_Tuple = x_Set = x_List

    def x_Dict(self, node):
        return f.Mapping(tuple((self.read(k), self.read(v)) for k, v in zip(node.keys, node.values, strict=True)))

    def x_Starred(self, node):
        return f.Starred(self.read(node.value))

    def x_IfExp(self, node):
        body, test = self.read(node.body), self.read(node.test)
        return f.IfExp(test, body, self.read(node.orelse))

    def x_BoolOp(self, node):
        return f.BoolOp(OPERATORS[type(node.op)], self.all(node.values))

    def x_BinOp(self, node):
        left = self.read(node.left)
        return f.Binary(OPERATORS[type(node.op)], left, self.read(node.right), self.line(node))

    def x_UnaryOp(self, node):
        return f.Unary(OPERATORS[type(node.op)], self.read(node.operand), self.line(node))

    def x_Compare(self, node):
        left = self.read(node.left)
        ops = tuple(OPERATORS[type(op)] for op in node.ops)
        return f.Compare(left, ops, self.all(node.comparators), self.line(node))

    def x_Await(self, node):
        return f.Await(self.read(node.value), self.line(node))

    def x_Yield(self, node):
        self.yields = True
        return f.Yield(self.read(node.value), self.line(node))

    def x_YieldFrom(self, node):
        self.yields = True
        return f.YieldFrom(self.read(node.value), self.line(node))

    def x_NamedExpr(self, node):
        return f.Walrus(self.read(node.target), self.read(node.value))

    def x_ListComp(self, node):
        if isinstance(node, ast.DictComp):
            element, value = self.read(node.key), self.read(node.value)
        else:
            element, value = self.read(node.elt), None
        clauses = tuple(
            f.Clause(self.read(c.target), self.read(c.iter), self.all(c.ifs), 0, bool(c.is_async))
            for c in node.generators
        )
        return f.Comprehension(COMPREHENSIONS[type(node)], element, value, clauses, self.line(node))

    x_SetComp = x_DictComp = x_GeneratorExp = x_ListComp

    def x_JoinedStr(self, node):
        before = self.blind
        # Until Python 3.12 the parser gave wrong places inside format strings.
        self.blind = self.blind or sys.version_info < (3, 12)
        found = list(self.formatted(node))
        values = [self.read(value.value) for value in found]
        self.blind = before
        signs = "".join(" " if value.conversion < 0 else chr(value.conversion) for value in found)
        return f.Formatted(tuple(values), "", signs.rstrip() and signs)

    def formatted(self, node):
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                yield value
                if value.format_spec is not None:
                    yield from self.formatted(value.format_spec)

    def x_Lambda(self, node):
        place = self.reserve()
        if self.blind:
            self.unplaced.add(place)
        parameters = self.parameters(node.args)
        outer = self.parent, self.prefix, self.yields
        qualname = self.prefix + "<lambda>"
        self.parent, self.prefix, self.yields = place, qualname + ".<locals>.", False
        self.bodies[place] = (f.Return(self.read(node.body), self.line(node)),)
        generator = self.yields
        self.parent, self.prefix, self.yields = outer
        line = self.line(node)
        column = 0 if self.blind else self.column(line, node.col_offset)
        end = 0 if self.blind else node.end_lineno
        self.definitions[place] = f.Definition(
            "lambda", "<lambda>", qualname, self.parent, line, column, column, end, line,
            parameters=parameters, is_generator=generator,
        )  # fmt: skip
        return f.Lambda(place)

    # ------------------------------------------------------------------------------------- definitions

    def reserve(self):
        self.definitions.append(None)
        self.bodies.append(())
        return len(self.definitions) - 1

    def parameters(self, args):
        plain = [(a, "positional_only") for a in args.posonlyargs] + [(a, "positional") for a in args.args]
        defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
        rows = [(a, kind, default) for (a, kind), default in zip(plain, defaults, strict=True)]
        if args.vararg:
            rows.append((args.vararg, "varargs", None))
        rows += [(a, "keyword_only", d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True)]
        if args.kwarg:
            rows.append((args.kwarg, "varkw", None))
        found = []
        for a, kind, default in rows:
            annotation = self.read(a.annotation)
            found.append(f.Parameter(a.arg, kind, self.read(default), annotation))
        return tuple(found)

    def s_FunctionDef(self, node):
        place = self.reserve()
        decorators = self.all(node.decorator_list)
        parameters = self.parameters(node.args)
        returns = self.read(node.returns)
        qualname = node.name if node.name in self.globals else self.prefix + node.name
        outer = self.parent, self.prefix, self.yields, self.globals
        self.parent, self.prefix, self.yields, self.globals = place, qualname + ".<locals>.", False, set()
        self.bodies[place] = self.block(node.body, documented=True)
        generator = self.yields
        self.parent, self.prefix, self.yields, self.globals = outer
        self.definitions[place] = f.Definition(
            "function", node.name, qualname, self.parent, node.lineno, self.column(node.lineno, node.col_offset), -1,
            node.end_lineno, min([node.lineno, *[d.lineno for d in node.decorator_list]]), decorators,
            parameters=parameters, returns=returns, is_async=isinstance(node, ast.AsyncFunctionDef),
            is_generator=generator,
        )  # fmt: skip
        return f.Define(place)

    s_AsyncFunctionDef = s_FunctionDef

    def s_ClassDef(self, node):
        place = self.reserve()
        decorators = self.all(node.decorator_list)
        bases = self.arguments(node.bases, node.keywords)
        qualname = node.name if node.name in self.globals else self.prefix + node.name
        outer = self.parent, self.prefix, self.globals
        self.parent, self.prefix, self.globals = place, qualname + ".", set()
        body = self.block(node.body, documented=True)
        self.parent, self.prefix, self.globals = outer
        self.definitions[place] = f.Definition(
            "class", node.name, qualname, self.parent, node.lineno, self.column(node.lineno, node.col_offset), -1,
            node.end_lineno, min([node.lineno, *[d.lineno for d in node.decorator_list]]), decorators, bases, body=body,
        )  # fmt: skip
        return f.Define(place)

    # -------------------------------------------------------------------------------------- statements

    def block(self, nodes, documented=False):
        if documented and nodes and isinstance(nodes[0], ast.Expr):
            value = nodes[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                nodes = nodes[1:]
        found = []
        for node in nodes:
            made = getattr(self, "s_" + type(node).__name__)(node)
            found.extend(made if isinstance(made, list) else [made])
        return tuple(found)

    def s_Expr(self, node):
        return f.Expression(self.read(node.value), node.lineno)

    def s_Assign(self, node):
        targets = self.all(node.targets)
        return f.Assign(targets, self.read(node.value), None, node.lineno, node.end_lineno)

    def s_AnnAssign(self, node):
        target, annotation = self.read(node.target), self.read(node.annotation)
        return f.Assign((target,), self.read(node.value), annotation, node.lineno, node.end_lineno)

    def s_AugAssign(self, node):
        return f.AugAssign(self.read(node.target), OPERATORS[type(node.op)], self.read(node.value), node.lineno)

    def s_Import(self, node):
        return [f.Import(a.name, a.asname, node.lineno) for a in node.names]

    def s_ImportFrom(self, node):
        return [f.ImportFrom(node.module or "", node.level, a.name, a.asname, node.lineno) for a in node.names]

    def s_If(self, node):
        return f.If(self.read(node.test), self.block(node.body), self.block(node.orelse), node.lineno)

    def s_While(self, node):
        return f.While(self.read(node.test), self.block(node.body), self.block(node.orelse), node.lineno)

    def s_For(self, node):
        return f.For(
            self.read(node.target), self.read(node.iter), self.block(node.body), self.block(node.orelse), node.lineno,
            isinstance(node, ast.AsyncFor),
        )  # fmt: skip

    s_AsyncFor = s_For

    def s_With(self, node):
        items = tuple((self.read(i.context_expr), self.read(i.optional_vars)) for i in node.items)
        return f.With(items, self.block(node.body), node.lineno, isinstance(node, ast.AsyncWith))

    s_AsyncWith = s_With

    def s_Try(self, node):
        body = self.block(node.body)
        handlers = tuple(f.Handler(self.read(h.type), h.name, self.block(h.body), h.lineno) for h in node.handlers)
        return f.Try(body, handlers, self.block(node.orelse), self.block(node.finalbody), node.lineno)

    s_TryStar = s_Try

    def s_Return(self, node):
        return f.Return(self.read(node.value), node.lineno)

    def s_Raise(self, node):
        return f.Raise(self.read(node.exc), self.read(node.cause), node.lineno)

    def s_Delete(self, node):
        return f.Delete(self.all(node.targets), node.lineno)

    def s_Global(self, node):
        if isinstance(node, ast.Global):
            self.globals.update(node.names)
        return f.Scope(type(node).__name__.lower(), tuple(node.names))

    s_Nonlocal = s_Global

    def s_Assert(self, node):
        return f.Assert(self.read(node.test), self.read(node.msg), node.lineno)

    def s_Pass(self, node):
        return []

    def s_Break(self, node):
        return f.Jump(type(node).__name__.lower())

    s_Continue = s_Break

    def s_Match(self, node):
        subject = self.read(node.subject)
        cases = []
        for case in node.cases:
            names = []
            pattern = self.pattern(case.pattern, names)
            cases.append(f.Case(pattern, tuple(names), self.read(case.guard), self.block(case.body)))
        return f.Match(subject, tuple(cases), node.lineno)

    def pattern(self, node, names):
        match node:
            case ast.MatchValue():
                return self.read(node.value)
            case ast.MatchSingleton():
                return self.x_Constant(node)
            case ast.MatchSequence():
                return f.Sequence("list", tuple(self.pattern(part, names) for part in node.patterns))
            case ast.MatchOr():
                return f.BoolOp("or", tuple(self.pattern(part, names) for part in node.patterns))
            case ast.MatchStar():
                return f.Starred(self.bound(node.name, node, ANYTHING, names))
            case ast.MatchMapping():
                pairs = zip(node.keys, node.patterns, strict=True)
                items = [(self.read(key), self.pattern(part, names)) for key, part in pairs]
                if node.rest:
                    items.append((None, self.bound(node.rest, node, ANYTHING, names, after=1)))
                return f.Mapping(tuple(items))
            case ast.MatchClass():
                cls = self.read(node.cls)
                words = [None] * len(node.patterns) + node.kwd_attrs
                parts = zip(words, [*node.patterns, *node.kwd_patterns], strict=True)
                arguments = tuple(f.Argument(self.pattern(part, names), word) for word, part in parts)
                return f.Call(cls, arguments, node.lineno, node.end_lineno)
            case ast.MatchAs():
                inner = ANYTHING if node.pattern is None else self.pattern(node.pattern, names)
                return self.bound(node.name, node, inner, names)

    def bound(self, name, node, pattern, names, after=0):
        """What a name binds that ends `after` characters before the pattern does."""
        if not name:
            return pattern
        names.append(name)
        column = node.end_col_offset - after - len(name.encode())
        return f.Walrus(f.Name(name, node.end_lineno, self.column(node.end_lineno, column)), pattern)


def comparable(value: Any, blind: bool = False) -> Any:
    """`value` without what the oracle cannot know: the text of numbers, the line of a comprehension's `for`, the
    column of a definition's name, and, before Python 3.12, places inside format strings."""
    if isinstance(value, tuple):
        return tuple(comparable(part, blind) for part in value)
    if not isinstance(value, f.Fact):
        return value
    if isinstance(value, f.Formatted):
        return f.Formatted(comparable(value.values, blind or sys.version_info < (3, 12)), "", value.conversions)
    fields: dict[str, Any] = {name: comparable(getattr(value, name), blind) for name in value.__struct_fields__}
    if isinstance(value, f.Constant) and value.kind not in ("str", "bool", "None", "Ellipsis"):
        fields["value"] = ""
    if isinstance(value, f.Clause) or blind:
        fields |= {name: 0 for name in ("line", "end_line", "first_line", "column") if name in fields}
    if isinstance(value, f.Definition):
        fields["name_column"] = fields["column"] if value.kind == "lambda" else -1
    return type(value)(**fields)


def comparable_all(values: Any, oracle: Oracle) -> tuple[Any, ...]:
    """`comparable` of one value a definition; of a lambda inside a format string without places."""
    return tuple(comparable(value, place in oracle.unplaced) for place, value in enumerate(values))
