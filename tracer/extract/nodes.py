"""libcst's parser with plain records for its nodes: making libcst's own takes half as long as the whole of parsing.

The parser is compiled and makes each node by calling the class of that name in the module `libcst`. While it parses for
us, a module with the same names stands there, in which the classes of nodes are structs with the same fields: no checks
when they are made (the parser has accepted the text), no methods but properties.

`cst` has these in place of libcst's classes; all else in it is libcst's. Threads that parse here wait for each other;
one that calls libcst itself at the same time would get these structs: a program with such must extract in a process.
"""

from __future__ import annotations

import dataclasses
import sys
import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any

import libcst
import msgspec
from libcst import native  # type: ignore[attr-defined]  # compiled

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["cst", "parse_module"]

_ONE_AT_A_TIME = threading.Lock()


def _plain(node: type[libcst.CSTNode]) -> type[msgspec.Struct]:
    """A struct with the fields and properties of a class of nodes.

    The parser leaves out what is absent; whitespace never is, so that defaults which are nodes are of no use.
    """
    absent = dataclasses.MISSING
    fields: list[tuple[str, Any, Any]] = [
        (field.name, Any, None if field.default is absent else field.default) for field in dataclasses.fields(node)
    ]
    inherited = (item for base in reversed(node.__mro__) for item in vars(base).items())
    properties = {name: value for name, value in inherited if isinstance(value, property)}
    return msgspec.defstruct(node.__name__, fields, namespace=properties, kw_only=True, gc=False)


def _with_plain_nodes() -> ModuleType:
    module = ModuleType("libcst")
    for name, value in vars(libcst).items():
        is_node = isinstance(value, type) and issubclass(value, libcst.CSTNode) and dataclasses.is_dataclass(value)
        setattr(module, name, _plain(value) if is_node else value)
    del module.__path__  # the parser imports the module for every node, and in a package that takes a look around
    return module


def _parse(text: str, module: ModuleType) -> Any:
    """The tree of a Python file, made of the classes of `module`."""
    with _ONE_AT_A_TIME:
        sys.modules["libcst"] = module
        try:
            return native.parse_module(text)
        finally:
            sys.modules["libcst"] = libcst


if not TYPE_CHECKING:
    cst = _with_plain_nodes()
    if type(_parse("f()\n", cst).body[0].body[0].value) is not cst.Call:  # a parser that finds its classes elsewhere
        cst = libcst


def parse_module(text: str) -> Any:
    """The tree of a Python file, of the nodes of `cst`.

    Raises:
        libcst.ParserSyntaxError: it is none.
    """
    return _parse(text, cst)
