"""A BUILD file -> the targets that generate Python modules of op wrappers, and the libraries that register ops.

Starlark is close enough to Python that `ast` reads it; only calls at the top level with literal arguments count
(and lists added up, comprehensions and `select` looked through for the literals they hold).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from tracer.facts import BuildFacts, GeneratedModule, OpLibrary, Problem
from tracer.python_text import UNREADABLE, tree_of

_HINTS = (b"tf_gen_op", b"tf_custom_op_py", b"op_lib", b"gen_op_wrapper", b"gen_ops")
_PRIVATE_SUFFIX = "_gen"
_C_SOURCES = (".cc", ".cpp", ".cxx")


def tells(source: bytes) -> bool:
    """Whether a BUILD file can have anything to say of ops."""
    return (b"alwayslink" in source and b'_ops"' in source) or any(hint in source for hint in _HINTS)


def generates(source: bytes) -> bool:
    """Whether a BUILD file can have rules that generate modules of wrappers."""
    return b"gen_op" in source and b"wrapper" in source


def extract(source: bytes) -> BuildFacts:
    """The op modules and op libraries of a BUILD file. Never raises: what cannot be read is a problem."""
    if not tells(source):
        return BuildFacts()
    try:
        tree = tree_of(source)
    except UNREADABLE as error:
        return BuildFacts(problems=(Problem(f"not read as Starlark: {error}", getattr(error, "lineno", 0) or 0),))
    modules: list[GeneratedModule] = []
    libraries: list[OpLibrary] = []
    for call, rule in _rule_calls(tree):
        arguments = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        name = _string(arguments.get("name"))
        if "gen_op" in rule and "wrapper" in rule and "py" in rule.split("_"):
            modules.extend(_module(call, rule, name, arguments))
        elif rule == "tf_gen_op_libs":
            libraries.extend(_gen_op_libs(call, arguments))
        elif name is not None and (rule == "alias" or any(s.endswith(_C_SOURCES) for s in _strings(arguments, "srcs"))):
            libraries.append(_library(call, name, arguments))
    return BuildFacts(tuple(modules), tuple(libraries))


def _rule_calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    for statement in tree.body:
        values = [statement.value] if isinstance(statement, ast.Expr) else []
        if values and isinstance(values[0], ast.ListComp):
            values = [values[0].elt]
        for value in values:
            if isinstance(value, ast.Call):
                function = value.func
                rule = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
                yield value, rule


def _module(call: ast.Call, rule: str, name: str | None, arguments: dict[str, ast.expr]) -> Iterator[GeneratedModule]:
    if name is None:
        return
    private = "private" in rule
    base = name.removesuffix(_PRIVATE_SUFFIX) if private else name
    yield GeneratedModule(
        name=base,
        rule=rule,
        line=call.lineno,
        out=_string(arguments.get("out")),
        deps=tuple(_strings(arguments, "deps")),
        hidden=tuple(_strings(arguments, "hidden")),
        op_whitelist=(*_strings(arguments, "op_whitelist"), *_strings(arguments, "op_allowlist")),
        has_api_def=private or "api_def_srcs" in arguments,
    )


def _gen_op_libs(call: ast.Call, arguments: dict[str, ast.expr]) -> Iterator[OpLibrary]:
    folder = _string(arguments.get("sub_directory"))
    folder = "ops/" if folder is None else folder
    deps = tuple(_strings(arguments, "deps"))
    for name in _strings(arguments, "op_lib_names"):
        yield OpLibrary(f"{name}_op_lib", call.lineno, (f"{folder}{name}.cc",), deps)


def _library(call: ast.Call, name: str, arguments: dict[str, ast.expr]) -> OpLibrary:
    sources = tuple(source for source in _strings(arguments, "srcs") if source.endswith(_C_SOURCES))
    return OpLibrary(name, call.lineno, sources, (*_strings(arguments, "deps"), *_strings(arguments, "actual")))


def _string(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _strings(arguments: dict[str, ast.expr], name: str) -> list[str]:
    """The string literals of a list-valued argument, also inside `select`, `+`, `glob` and `if_*` calls."""
    node = arguments.get(name)
    if node is None:
        return []
    parts = node.elts if _is_plain(node) else ast.walk(node)
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def _is_plain(node: ast.expr) -> TypeGuard[ast.List]:
    """Whether it is a list of literals alone, as most are: there is nothing inside of these to walk through."""
    return isinstance(node, ast.List) and all(isinstance(part, ast.Constant) for part in node.elts)
