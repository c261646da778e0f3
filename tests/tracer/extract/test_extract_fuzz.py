"""Generated, mutated and hostile files: extraction answers, and says the same as Python's own parser."""

from __future__ import annotations

import ast
import random
import re
import sysconfig
import time
import warnings
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.tracer.extract.ast_oracle import Oracle, comparable, comparable_all
from tracer.extract.pool import Job, extract_all
from tracer.extract.python import decode, extract
from tracer.facts import Name, PythonFacts, nodes

STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
SAMPLES = ["enum.py", "typing.py", "dataclasses.py", "ast.py", "functools.py", "inspect.py", "tarfile.py", "shutil.py"]

# ------------------------------------------------------------------------------------ generated Python

NAMES = st.sampled_from(
    ["a", "b", "self", "x1", "_", "match", "case", "type", "print", "ä", "名", "bB", "f", "r", "rb", "u"]
)
SPACES = st.sampled_from(["", "", "", " ", "  ", "\t", " \\\n "])
BREAKS = st.sampled_from(["", "", " ", "\n", " # f(a) 'it\n", "\n\n\t"])
STRINGS = st.sampled_from(
    [
        "''",
        '"a"',
        "'it\\'s'",
        "'''a\n'b'\n'''",
        '"""\n"""',
        "b'a'",
        "Rb'\\''",
        "u'x'",
        "r'\\'",
        "'#'",
        "'\\\n'",
        "'a' 'b'",
    ]
).filter(lambda text: text != "r'\\'")
NUMBERS = st.sampled_from(["0", "1", "0x1F", "1.", ".5", "1e5", "1_0.0_1E-3", "2j", "0b1", "0o7", "1.e5j"])
ATOMS = st.one_of(NAMES, NAMES, NAMES, STRINGS, NUMBERS, st.sampled_from(["None", "True", "...", "()", "[]", "{}"]))
OPERATORS = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^"])
COMPARISONS = st.sampled_from(["<", "==", "!=", "in", "not in", "is", "is not", ">="])


def expressions(depth: int) -> st.SearchStrategy[str]:
    if depth == 0:
        return ATOMS
    inner = expressions(depth - 1)
    grouped = st.builds("({}{}{})".format, BREAKS, inner, BREAKS)
    primary = st.one_of(NAMES, grouped)
    return st.one_of(
        ATOMS,
        grouped,
        st.builds("{}{}.{}{}".format, primary, SPACES, SPACES, NAMES),
        st.builds("{}{}({}{},{}*{},{}{}={}{})".format,
                  primary, SPACES, BREAKS, inner, BREAKS, primary, BREAKS, NAMES, inner, BREAKS),
        st.builds("{}({}{}{}for {} in {} if {}{})".format,
                  primary, BREAKS, grouped, BREAKS, NAMES, primary, primary, BREAKS),
        st.builds("{}[{}{}:{},{}{}]".format, primary, BREAKS, inner, BREAKS, inner, BREAKS),
        st.builds("[{}{},{}{},{}]".format, BREAKS, inner, BREAKS, inner, BREAKS),
        st.builds("{{{}{}:{},{}**{}{}}}".format, BREAKS, grouped, grouped, BREAKS, primary, BREAKS),
        st.builds("({}{}{}{}{})".format, primary, BREAKS, OPERATORS, BREAKS, grouped),
        st.builds("({} {} {}{} {} {})".format, grouped, COMPARISONS, grouped, BREAKS, COMPARISONS, grouped),
        st.builds("({}{}and {} or{}not {})".format, grouped, BREAKS, grouped, BREAKS, grouped),
        st.builds("({} if{}{} else{}{})".format, grouped, BREAKS, grouped, BREAKS, grouped),
        st.builds("(lambda {}, *{}: {}{})".format, st.just("p"), st.just("q"), BREAKS, inner),
        st.builds("(lambda{}: (yield{}{}))".format, st.just(""), BREAKS, grouped),
        st.builds("(-{}{})".format, BREAKS, grouped),
        st.builds("[{} for {} in {}{}for {} in {}]".format, grouped, NAMES, grouped, BREAKS, NAMES, grouped),
        st.builds("({}:={}{})".format, st.just("w"), BREAKS, grouped),
        st.builds("f'{{{}!r:>{{{}}}}} it {{{{'".format, NAMES, NAMES),
        st.builds("(f\"{{{}}}\" {} 'b')".format, NAMES, BREAKS),
    )  # fmt: skip


def statements(depth: int) -> st.SearchStrategy[str]:
    value = expressions(2)
    simple = st.one_of(
        value,
        st.builds("{} = {} = {}".format, NAMES, NAMES, value),
        st.builds("{}: {} = {}".format, NAMES, value, value),
        st.builds("{} += {}".format, NAMES, value),
        st.builds("pass; {};{}".format, value, value),
        st.builds(
            "from {} import ({} as b,{} c,\n)".format, st.sampled_from([".", "....a", "a.b"]), st.just("a"), BREAKS
        ),
        st.builds("import a.{} as c, d".format, NAMES),
        st.builds("assert {}, {}".format, value, value),
        st.builds("del a, {}".format, st.just("b.c")),
        st.builds("raise {} from {}".format, value, value),
    )
    if depth == 0:
        return simple
    block = blocks(depth - 1)
    return st.one_of(
        simple,
        st.builds("if {}:{}\nelif {}:{}\nelse:{}".format, value, block, value, block, block),
        st.builds("for {} in {}:{}\nelse:{}".format, NAMES, value, block, block),
        st.builds("while {}:{}".format, value, block),
        st.builds("with {} as {}, {}:{}".format, value, NAMES, value, block),
        st.builds("with ({} as {},\n {},):{}".format, value, NAMES, value, block),
        st.builds("try:{}\nexcept {} as e:{}\nfinally:{}".format, block, value, block, block),
        st.builds("@{}\nasync def {}(a, /, b={},{}*, c: {}) -> {}:{}".format,
                  NAMES, NAMES, value, BREAKS, value, value, block),
        st.builds("def {}():\n 'doc'{}".format, NAMES, st.just("")),
        st.builds("class {}({}, k={}):{}".format, NAMES, value, value, block),
        st.builds("match {}:\n case {{'k': [q, *_], **r}} if {}: pass\n case A.b(c, d=e) | (1 | 'x') as y: pass".format,
                  value, value),
    )  # fmt: skip


def blocks(depth: int) -> st.SearchStrategy[str]:
    def indented(parts: list[str], comment: str) -> str:
        text = "\n".join(parts)
        # Only the logical lines are indented; inside brackets and strings it makes no difference to their structure.
        return "".join(f"\n{comment}  {line}" for line in text.split("\n"))

    return st.builds(indented, st.lists(statements(depth), min_size=1, max_size=2), st.sampled_from(["", "# note\n"]))


MODULES = st.builds("\n".join, st.lists(statements(2), min_size=1, max_size=5))


LONE_BACKSLASH = re.compile(rb"(?m)^[ \t\f]*\\\r?$")
"""A line of blanks and a backslash, where a statement could begin: Python takes its indentation for that of the next
line, or the next line's own where it has none. libcst 1.9 takes the next line's own, or ends no block."""


def compare(source: bytes) -> bool:
    """Extract, and where Python and libcst both accept the file, compare; whether both did."""
    facts, flow = extract(source)
    assert len(flow.bodies) == len(facts.definitions)
    for problem in facts.problems:
        assert problem.reason
        assert problem.reason.isprintable()
        assert "do not agree" not in problem.reason, source
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=PythonFacts) == facts
    if any(problem.severity == "skipped" for problem in facts.problems) or LONE_BACKSLASH.search(source):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            oracle = Oracle(decode(source))
        except (SyntaxError, ValueError):
            return False
    assert comparable_all(facts.definitions, oracle) == comparable_all(oracle.definitions, oracle)
    assert comparable(facts.body) == comparable(oracle.body)
    assert comparable_all(flow.bodies, oracle) == comparable_all(oracle.bodies, oracle)
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(MODULES)
@example("x = 1if a else 2")
@example("x = 0x1for x in y")
@example("print((yield))")
@example("x = a if b else-c")
@example("lambda: (yield)")
@example("(lambda: (yield((lambda p, *q: a))))")  # libcst 1.9 raises TypeError
@example("'a' .join(b)")
@example("x[a:=1]")
@example("x[*a, b]")
@example("def f(*args: *Ts): pass")
@example("try:\n pass\nexcept* (A, B) as e:\n pass")
@example("async def f():\n async with a as b, c: await d\n return [x async for x in y]")
def test_generated_python(text: str) -> None:
    compare(text.encode())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(source: bytes) -> None:
    compare(source)


@settings(max_examples=300, deadline=None)
@given(st.text("abf'\"{}()[]:=.,#\\\n \t!1rR@*", max_size=40))
def test_any_tokens(text: str) -> None:
    compare(text.encode())


# ---------------------------------------------------------------------------------------- mutated files


INSERTED = [
    *[b"", b"'", b'"', b'"""', b"(", b")", b"{", b"\n", b"\t", b"  ", b"#", b":", b"*", b"f'", b"\\", b"\r"],
    *[b"\xff", b"\x00", b"\xc2\xa0", b"lambda: ", b"async "],
]


def mutated(source: bytes, chance: random.Random) -> bytes:
    """`source` with one to four spans deleted, doubled, swapped for others or cut off."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(source) + 1)
        end = min(len(source), start + chance.choice([1, 1, 2, 5, 40, 400]))
        span = source[start:end]
        other = chance.choice([*INSERTED, span * 2])
        source = source[:start] + other + source[end:]
    return source


def mutate_for(seconds: float, seed: int) -> int:
    chance = random.Random(seed)
    originals = [(STANDARD_LIBRARY / name).read_bytes() for name in SAMPLES]
    deadline = time.monotonic() + seconds
    compared = 0
    while time.monotonic() < deadline:
        lines = chance.choice(originals).splitlines(keepends=True)
        start = chance.randrange(len(lines))
        part = b"".join(lines[start : start + chance.choice([5, 30, 200])])
        compared += compare(mutated(part, chance))
    return compared


def test_mutated_files() -> None:
    assert mutate_for(3.0, seed=1) > 0


# ----------------------------------------------------------------------------------------- hostile files

HOSTILE = {
    "parentheses": b"x = " + b"(" * 100_000 + b")" * 100_000,
    "brackets": b"x = " + b"[" * 20_000 + b"]" * 20_000,
    "nested ifs": b"".join(b" " * depth + b"if x:\n" for depth in range(5_000)) + b" " * 5_000 + b"pass\n",
    "ninety ifs": b"".join(b" " * depth + b"if x:\n" for depth in range(90)) + b" " * 90 + b"pass\n",
    "elifs": b"if x: pass\n" + b"".join(b"elif x == %d: y\n" % i for i in range(3_000)),
    "sum": b"x = " + b" + ".join([b"y"] * 3_000),
    "attributes": b"x" + b".y" * 1_500,
    "calls": b"x" + b"()" * 1_500,
    "nots": b"not " * 3_000 + b"x",
    "unclosed": b"(" * 100_000,
    "minus": b"x = " + b"-" * 50_000 + b"1",
    "one line": b"x = [" + b"1, " * 50_000 + b"]",
    "one string": b"x = '" + b"a" * 5_000_000 + b"'",
    "one comment": b"#" + b"a" * 5_000_000,
    "one name": b"a" * 1_000_000 + b" = 1",
    "f-strings": b"x = " + b"f'{" * 200 + b"1" + b"}'" * 200,
    "quotes": b"'" * 100_000,
    "backslashes": b"\\\n" * 100_000,
    "indents": b"".join(b" " * (i % 50) + b"x\n" for i in range(1_000)),
    "lambdas": b"x = " + b"lambda: " * 2_000 + b"1",
    "strings": b"x = (" + b"'a'\n" * 2_000 + b")",
    "decorators": b"@a\n" * 5_000 + b"def f(): pass\n",
    "blank": b"\n" * 200_000,
}


def test_hostile_files_cost_only_themselves() -> None:
    jobs = [Job(name, "python", len(source), lambda source=source: source) for name, source in HOSTILE.items()]
    jobs.append(Job("plain", "python", 6, lambda: b"x = y\n"))
    started = time.monotonic()
    found = {outcome.key: outcome for outcome in extract_all(jobs, 2)}
    assert found.keys() == {*HOSTILE, "plain"}
    assert time.monotonic() - started < 300
    for name, outcome in found.items():
        facts = msgspec.msgpack.decode(outcome.facts, type=PythonFacts)
        assert facts.problems == outcome.problems
        assert all(problem.reason for problem in outcome.problems)
        if name in {"ninety ifs", "elifs", "sum", "one line", "one string", "one comment", "one name", "strings",
                    "decorators", "blank", "plain"}:  # fmt: skip
            assert outcome.problems == (), name
        if name in {"parentheses", "nested ifs", "unclosed", "quotes"}:
            assert outcome.problems, name


@pytest.mark.stress
def test_a_hundred_thousand_functions_and_a_huge_line() -> None:
    functions = b"".join(b"def f%d(x):\n    return x + %d\n" % (i, i) for i in range(100_000))
    line = b"x = [" + b"1, " * 17_000_000 + b"]"
    jobs = [
        Job("functions", "python", len(functions), lambda: functions),
        Job("line", "python", len(line), lambda: line),
        Job("plain", "python", 6, lambda: b"x = y\n"),
    ]
    found = {outcome.key: outcome for outcome in extract_all(jobs, 2)}
    assert not found["plain"].problems
    assert found["line"].problems
    facts = msgspec.msgpack.decode(found["functions"].facts, type=PythonFacts)
    assert len(facts.definitions) == 100_000 or facts.problems


def test_the_oracle_itself_follows_ast() -> None:
    """So that a bug shared by both sides cannot hide: names counted by `ast.walk` are all there."""
    source = (STANDARD_LIBRARY / "enum.py").read_bytes()
    names = {
        (node.id, node.lineno, node.col_offset) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)
    }
    facts, flow = extract(source)
    everything = nodes((facts.body, facts.definitions, flow.bodies))
    found = {(node.id, node.line, node.column) for node in everything if isinstance(node, Name)}
    assert found == names
