"""Gradient functions written in C++ as symbols, and the ops that their bodies name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracer import facts as f
from tracer.linked import CPP, CallEdge, Gradient, Symbol


@dataclass(frozen=True, slots=True)
class _Function:
    """`name` in file `file`; `number` tells those of one name apart."""

    name: str
    file: int
    number: int
    facts: f.CppFunction

    @property
    def key(self) -> str:
        return f"{CPP}:{self.name}" if self.number == 1 else f"{CPP}:{self.name}#{self.number}"


def cpp_gradients(
    gradients: Iterable[Gradient], cpp: Mapping[int, f.CppFacts], ops: Container[str]
) -> tuple[list[Symbol], list[CallEdge]]:
    """A symbol for each function that C++ registers as a gradient, the edges from its ops to it and from it to its own
    ops: those of `ops` that it, or functions of its file that it calls, name."""
    functions = _functions(cpp)
    reached: dict[str, _Function] = {}
    edges: dict[tuple[str, str], CallEdge] = {}
    for gradient in gradients:
        function = _meant(gradient, functions)
        if function is not None:
            reached[function.key] = function
            ends = (f"op:{gradient.op}", function.key)
            edges.setdefault(ends, CallEdge(*ends, "exact", "gradient", "registered gradient", ()))
    for key, function in reached.items():
        for op in _ops(function.name, cpp[function.file].functions, ops):
            edges[key, op] = CallEdge(key, f"op:{op}", "inferred", "op", "named in its body", ())
    return [_symbol(function) for function in reached.values()], list(edges.values())


def _functions(cpp: Mapping[int, f.CppFacts]) -> dict[str, list[_Function]]:
    found: dict[str, list[_Function]] = {}
    for file, facts in cpp.items():
        for name, function in facts.functions.items():
            same = found.setdefault(name, [])
            same.append(_Function(name, file, len(same) + 1, function))
    return found


def _meant(gradient: Gradient, functions: Mapping[str, list[_Function]]) -> _Function | None:
    """The function that a registration in C++ names: that of its own file, or the only one."""
    if gradient.function is None or (":" in gradient.function and "::" not in gradient.function):
        return None
    same = functions.get(gradient.function.partition("<")[0].rpartition("::")[2], [])
    own = [function for function in same if function.file == gradient.file]
    return next(iter(own or (same if len(same) == 1 else ())), None)


def _ops(name: str, functions: Mapping[str, f.CppFunction], ops: Container[str]) -> Iterator[str]:
    waiting, seen = [name], set[str]()
    while waiting:
        for mention in functions[waiting.pop(0)].mentions:
            if mention in seen:
                continue
            seen.add(mention)
            # A gradient may be called as the op that computes it: `SqrtGrad` calls `internal::SqrtGrad(scope, ...)`.
            if mention in ops:
                yield mention
            elif mention in functions:
                waiting.append(mention)


def _symbol(function: _Function) -> Symbol:
    return Symbol(
        key=function.key, kind="function", name=function.name, module="", qualname=function.name, file=function.file,
        line=function.facts.line, end_line=function.facts.end_line,
    )  # fmt: skip
