"""Facts of small files, spelt out, and of real ones, compared with what Python's own parser says."""

from __future__ import annotations

import importlib.util
import sysconfig
import unicodedata
import warnings
from pathlib import Path

import libcst
import msgspec
import pytest

from tests.tracer.extract.ast_oracle import Oracle, comparable
from tracer.extract.python import decode, extract
from tracer.facts import (
    Argument,
    Assign,
    Attribute,
    Call,
    Constant,
    Define,
    Expression,
    Formatted,
    Import,
    ImportFrom,
    Name,
    Return,
    Sequence,
    Statement,
    Subscript,
    Unary,
    Yield,
)

STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])


def number(text: str) -> Constant:
    return Constant("int", text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x\n", Expression(Name("x", 1, 0), 1)),
        ("  # note\nx = 1\n", Assign((Name("x", 2, 0),), number("1"), None, 2, 2)),
        ("x: int\n", Assign((Name("x", 1, 0),), None, Name("int", 1, 3), 1, 1)),
        ("a.b  .c\n", Expression(Attribute(Attribute(Name("a", 1, 0), "b", 1, 2), "c", 1, 6), 1)),
        ("f(\n  x, # f(x)\n)\n", Expression(Call(Name("f", 1, 0), (Argument(Name("x", 2, 2)),), 1, 3), 1)),
        (
            "(a\n .f)(*b, k=c,\n **d)\n",
            Expression(
                Call(
                    Attribute(Name("a", 1, 1), "f", 2, 2),
                    (
                        Argument(Name("b", 2, 6), None, "*"),
                        Argument(Name("c", 2, 11), "k"),
                        Argument(Name("d", 3, 3), None, "**"),
                    ),
                    1,
                    3,
                ),
                1,
            ),
        ),
        ('"""\n""".join(x)\n', Expression(Call(
            Attribute(Constant("str", "\n"), "join", 2, 4), (Argument(Name("x", 2, 9)),), 1, 2), 1)),
        ("1..real\n", Expression(Attribute(Constant("float", "1."), "real", 1, 3), 1)),
        ("x[...]\n", Expression(Subscript(Name("x", 1, 0), Constant("Ellipsis", "..."), 1), 1)),
        ("x[a,]\n", Expression(Subscript(Name("x", 1, 0), Sequence("tuple", (Name("a", 1, 2),)), 1), 1)),
        ("(-\n x)\n", Expression(Unary("-", Name("x", 2, 1), 1), 1)),
        ("import a.b as c\n", Import("a.b", "c", 1)),
        ("from ....a.b import (\n  c as d,\n)\n", ImportFrom("a.b", 4, "c", "d", 1)),
        ("from .. import *\n", ImportFrom("", 2, "*", None, 1)),
        ("'a' \"b\"\n", None),
        ("x = 'a' r'\\n' \"\\n\"\n", Assign((Name("x", 1, 0),), Constant("str", "a\\n\n"), None, 1, 1)),
        ("x = rb'a'\n", Assign((Name("x", 1, 0),), Constant("bytes", "rb'a'"), None, 1, 1)),
        (
            "x = f'{{a}} {b!r:>{c}} {d}' 'e{'\n",
            Assign(
                (Name("x", 1, 0),),
                Formatted((Name("b", 1, 13), Name("c", 1, 19), Name("d", 1, 24)), "{{a}} {} {}e{{", "r  "),
                None,
                1,
                1,
            ),
        ),
        ("f'{a}' f'{b=}'\n", Expression(Formatted((Name("a", 1, 3), Name("b", 1, 10)), "{}{}", " r"), 1)),
        # PEP 701: quotes, comments and format strings inside format strings
        (
            'x = f"{a["k"]} {f"{b}"}" + c\n',
            None,
        ),
    ],
)  # fmt: skip
def test_statement(source: str, expected: Statement | None) -> None:
    facts, _ = extract(source.encode())
    assert facts.problems == ()
    if expected is not None:
        assert facts.body == (expected,)


def test_names_after_a_nested_format_string_keep_their_places() -> None:
    facts, _ = extract(b'x = f"{a["k"]} {f"{b}"}" + c\ny = d\n')
    first, second = facts.body
    assert isinstance(first, Assign)
    assert isinstance(second, Assign)
    assert first.value.right == Name("c", 1, 27)  # type: ignore[union-attr]
    assert second.value == Name("d", 2, 4)


def test_definitions() -> None:
    source = b'''\
@first
@second(1)
class A(Base, metaclass=M):
    """Docstring."""

    x = 1

    async def f(self, a, /, b=1, *c: int, d, **e) -> None:
        """Docstring."""
        yield a
        def g():
            return lambda y: y
        class B:
            def m(self): ...


    # a comment after the end
'''
    facts, flow = extract(source)
    assert [(d.kind, d.qualname, d.parent, d.line, d.column, d.end_line) for d in facts.definitions] == [
        ("class", "A", -1, 3, 0, 14),
        ("function", "A.f", 0, 8, 4, 14),
        ("function", "A.f.<locals>.g", 1, 11, 8, 12),
        ("lambda", "A.f.<locals>.g.<locals>.<lambda>", 2, 12, 19, 12),
        ("class", "A.f.<locals>.B", 1, 13, 8, 14),
        ("function", "A.f.<locals>.B.m", 4, 14, 12, 14),
    ]
    cls, method = facts.definitions[:2]
    assert (cls.first_line, cls.name_column, method.name_column) == (1, 6, 14)
    assert [base.keyword for base in cls.bases] == [None, "metaclass"]
    assert [(p.name, p.kind) for p in method.parameters] == [
        ("self", "positional_only"),
        ("a", "positional_only"),
        ("b", "positional"),
        ("c", "varargs"),
        ("d", "keyword_only"),
        ("e", "varkw"),
    ]
    assert method.is_async
    assert method.is_generator
    assert cls.body == (Assign((Name("x", 6, 4),), number("1"), None, 6, 6), Define(1))
    assert flow.bodies[1] == (Expression(Yield(Name("a", 10, 14), 10), 10), Define(2), Define(4))
    assert flow.bodies[3] == (Return(Name("y", 12, 29), 12),)


def test_a_global_declaration_shortens_the_qualname() -> None:
    facts, _ = extract(b"def f():\n    global g\n    def g(): pass\n")
    assert [d.qualname for d in facts.definitions] == ["f", "g"]


def test_type_parameters_are_stepped_over() -> None:
    facts, _ = extract(b"def f[T: int, *Ts, **P](x: T) -> T: return x\ntype A[T] = list[T]\nclass C[T](B): y = z\n")
    assert facts.problems == ()
    function, cls = facts.definitions
    assert function.parameters[0].annotation == Name("T", 1, 27)
    assert cls.bases == (Argument(Name("B", 3, 11)),)
    assert facts.body[1] == Assign((Name("A", 2, 5),), Subscript(Name("list", 2, 12), Name("T", 2, 17), 2), None, 2, 2)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = ä\n".encode("utf-8-sig"), ["x", "ä"]),
        ("# -*- coding: latin-1 -*-\nx = ä\n".encode("latin-1"), ["x", "ä"]),
        ("# vim: set fileencoding=cp1252 :\nx = '€' + b\n".encode("cp1252"), ["x", "b"]),
        (b"x = a\r\ny = b\r\n", ["x", "a", "y", "b"]),
        (b"x = a\ry = b\r", ["x", "a", "y", "b"]),
        (b"\x0cx = a\n\x0c\ny = b\n", ["x", "a", "y", "b"]),
        ("x·y = ℘ + z\u0301\n".encode(), ["x·y", "℘", "\u017a"]),
        (b"if a:\n\tb\n\tc\n", ["a", "b", "c"]),
        (b"x = a", ["x", "a"]),
        (b"x = \\\n  a\n", ["x", "a"]),
    ],
)
def test_encodings_and_line_ends(source: bytes, names: list[str]) -> None:
    facts, _ = extract(source)
    assert facts.problems == ()
    found = names_in(facts.body)
    assert [name.id for name in found] == names
    lines = decode(source).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for name in found:
        assert unicodedata.normalize("NFKC", lines[name.line - 1][name.column :]).startswith(name.id)


def names_in(value: object) -> list[Name]:
    if isinstance(value, Name):
        return [value]
    if isinstance(value, tuple):
        return [name for part in value for name in names_in(part)]
    fields = getattr(value, "__struct_fields__", ())
    return [name for field in fields for name in names_in(getattr(value, field))]


@pytest.mark.parametrize(
    ("source", "reason", "line"),
    [
        (b"x = 1\nprint two three\n", "syntax", 2),
        (b"def (:\n", "syntax error: expected NAME", 1),
        (b"x = 'abc\n", "syntax error: unterminated string literal", 1),
        (b"x = 1\ny = (\n", "syntax error: '(' was never closed", 2),
        (b"x = 1\n\ny = (1,\n\nz = 2\n", "'(' was never closed", 3),
        (b"x = 1\n\ndef f()\n    pass\n", "syntax error: expected ':'", 3),
        (b"if x:\n    pass\nelse\n    pass\n", "syntax error", 3),
        (b"x = 1\nif x:\n        y = 1\n    z = 1\n", "no matching outer block for dedent", 4),
        (b"x = 1\ny = )\n", "unmatched ')'", 2),
        (b"x = 1\nif x:\ny = 2\n", "syntax error: expected INDENT", 3),
        (b"x = 1\nx = 'a\0b'\n", "NUL", 2),
        (b"# coding: utf-9\n", "unknown encoding", 1),
        (b"x = 1\ny = '\xff'\n", "not utf-8", 2),
        ("x = 1\n".encode("utf-16"), "NUL", 1),
    ],
)
def test_what_cannot_be_read_is_named(source: bytes, reason: str, line: int) -> None:
    facts, flow = extract(source)
    assert facts.definitions == ()
    assert flow.bodies == ()
    (problem,) = facts.problems
    assert reason in problem.reason
    assert "\n" not in problem.reason
    if line:
        assert problem.line == line


@pytest.mark.parametrize("source", [b"", b"\n", b"# only a comment", b'"""Docstring."""\n', b"\xef\xbb\xbf"])
def test_files_without_statements(source: bytes) -> None:
    facts, _ = extract(source)
    assert facts.problems == ()
    assert facts.body == ()


@pytest.mark.parametrize(("source", "lines"), [(b"", 0), (b"x", 1), (b"x\n", 1), (b"x\n\ny", 3), (b"x\r\ny\r\n", 2)])
def test_line_count(source: bytes, lines: int) -> None:
    assert extract(source)[0].lines == lines


def test_tables_of_numbers_are_shortened_and_lists_of_names_are_not() -> None:
    numbers = ", ".join(map(str, range(1000)))
    names = ", ".join(f"'n{i}'" for i in range(1000))
    facts, _ = extract(f"a = [{numbers}]\n__all__ = [{names}]\nb = c\n".encode())
    table, exported, last = (statement.value for statement in facts.body)  # type: ignore[union-attr]
    assert len(table.elements) == 256
    assert len(exported.elements) == 1000
    assert last == Name("c", 3, 4)


def test_strings_hold_plain_line_breaks() -> None:
    facts, _ = extract(b"x = '''a\r\nb''' + c\r\ny = 'a\\\r\nb' + d\r\nz = f'''{a}\r\n'''\r\n")
    first, second, third = (statement.value for statement in facts.body)  # type: ignore[union-attr]
    assert first.left == Constant("str", "a\nb")
    assert first.right == Name("c", 2, 7)
    assert second.left == Constant("str", "ab")
    assert second.right == Name("d", 4, 5)
    assert third.template == "{}\n"


def test_lone_surrogates_stay_as_they_are_written() -> None:
    facts, flow = extract(rb'x = "\ud83d\u2603" + c' + b"\n")
    assert facts.body[0].value.left == Constant("str", "\\ud83d\u2603")  # type: ignore[union-attr]
    assert msgspec.msgpack.encode((facts, flow))


def test_long_strings_are_cut() -> None:
    facts, _ = extract(b"x = '" + b"a" * 10_000 + b"'\n")
    assert len(facts.body[0].value.value) == 2_000  # type: ignore[union-attr]


# ----------------------------------------------------------------------------------------- real files


def assert_agrees(path: Path) -> bool:
    """Compare the facts of a file with those of the oracle; False where Python or libcst refuses it."""
    source = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            oracle = Oracle(decode(source))
        except (SyntaxError, ValueError, LookupError, RecursionError):
            return False
    facts, flow = extract(source)
    if any(problem.severity == "skipped" for problem in facts.problems):
        return False
    assert comparable(facts.definitions) == comparable(tuple(oracle.definitions)), path
    assert comparable(facts.body) == comparable(oracle.body), path
    assert comparable(flow.bodies) == comparable(tuple(oracle.bodies)), path
    return True


def assert_all_agree(paths: list[Path], share: float = 0.99) -> None:
    # lambdas inside format strings have no places before Python 3.12
    paths = [path for path in paths if path.name != "test_fstring.py"]
    agreed = sum(map(assert_agrees, paths))
    assert paths
    assert agreed >= share * len(paths), f"{agreed} of {len(paths)} files could be compared"


def test_standard_library_agrees_with_ast() -> None:
    assert_all_agree(sorted(STANDARD_LIBRARY.glob("*.py"))[::5] + sorted((STANDARD_LIBRARY / "asyncio").glob("*.py")))


@pytest.mark.stress
def test_whole_standard_library_agrees_with_ast() -> None:
    assert_all_agree([path for path in STANDARD_LIBRARY.glob("**/*.py") if "lib2to3" not in path.parts], 0.97)


@pytest.mark.installed
@pytest.mark.parametrize("package", ["keras", "tensorflow"])
def test_installed_packages_agree_with_ast(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations
    root = Path(next(iter(spec.submodule_search_locations)))
    assert_all_agree([*root.glob("**/*.py"), *root.glob("**/*.pyi")])


@pytest.mark.parametrize("source", ["x = (1, *y)\n", "x = (\n"])
def test_libcst_stays_as_it_is(source: str) -> None:
    """Its parser makes nodes of its own again once a file is extracted, also after one that is not Python."""
    extract(source.encode())
    assert libcst.parse_module("x = 1  # one\n").code == "x = 1  # one\n"
