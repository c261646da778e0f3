"""Signature before, signature after, and what that does to callers."""

from __future__ import annotations

import ast

import pytest

from tracer.linked import Signature
from tracer.queries.compatibility import compare_signatures


def signature(text: str) -> Signature:
    """`a, b=1, *c, d, **e` as a Signature."""
    function = ast.parse(f"def f({text}): pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    args = [argument.arg for argument in arguments.args]
    kwonly = [argument.arg for argument in arguments.kwonlyargs]
    first_default = len(args) - len(arguments.defaults)
    defaults = {name: ast.unparse(value) for name, value in zip(args[first_default:], arguments.defaults, strict=True)}
    for name, value in zip(kwonly, arguments.kw_defaults, strict=True):
        if value is not None:
            defaults[name] = ast.unparse(value)
    return Signature(
        tuple(args),
        arguments.vararg and arguments.vararg.arg,
        arguments.kwarg and arguments.kwarg.arg,
        tuple(kwonly),
        defaults,
    )


CASES = [
    ("self, a", "self, a", [], []),
    ("a", "a, b=1", [], ["optional argument b added"]),
    ("a, *args", "a, b=1, *args", ["optional argument b added"], []),
    ("a", "a, b", ["required argument b added"], []),
    ("a, c=1", "a, b=2, c=1", ["argument b added before c"], []),
    ("a, b", "a", ["argument b removed"], []),
    ("a, b=1", "a, **kwargs", ["argument b removed"], ["**kwargs added"]),
    ("a, b=1", "a, *args, **kwargs", [], ["argument b removed", "*args added", "**kwargs added"]),
    ("a, lr=0.1", "a, learning_rate=0.1", ["argument lr renamed to learning_rate"], []),
    ("a, b", "b, a", ["arguments reordered: b, a"], []),
    ("a, b=1", "a, *, b=1", ["argument b is keyword-only now"], []),
    ("a, b=1", "a, b=2", [], ["default of b changed from 1 to 2"]),
    ("a, b=1", "a, b", ["argument b has no default any more"], []),
    ("a, b", "a, b=None", [], ["argument b is optional now, by default None"]),
    ("a, **kw", "a", ["**kw removed"], []),
    ("a, *rest", "a", ["*rest removed"], []),
    ("a", "a, *, b", ["required keyword-only argument b added"], []),
    ("a", "a, *, b=1", [], ["keyword-only argument b added"]),
    ("a, *, b=1", "a", ["keyword-only argument b removed"], []),
]


def test_defaults_are_compared_by_value() -> None:
    before = Signature(("a", "b", "c"), defaults={"a": '"x"', "b": "1e-3", "c": "<object>"})
    assert compare_signatures(before, before._replace(defaults={"a": "'x'", "b": "0.001", "c": "<object>"})) == ()
    changed = compare_signatures(before, before._replace(defaults={"a": "'y'", "b": "True", "c": "<other>"}))
    assert [change.text.split()[2] for change in changed] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("dtypes.float32", "tf.float32", True),
        ("tf_variables.Synchronization.AUTO", "tf.Synchronization.AUTO", True),
        ("dtypes.float32", "dtypes.float64", False),
        ("Synchronization.AUTO", "Aggregation.AUTO", False),
        ("None", "tf.none", False),
    ],
)
def test_one_object_through_other_modules(old: str, new: str, same: bool) -> None:
    before, after = signature(f"a={old}"), signature(f"a={new}")
    assert (compare_signatures(before, after) == ()) == same


@pytest.mark.parametrize(("before", "after", "breaking", "harmless"), CASES)
def test_changes(before: str, after: str, breaking: list[str], harmless: list[str]) -> None:
    changes = compare_signatures(signature(before), signature(after))
    assert [change.text for change in changes if change.breaking] == breaking
    assert [change.text for change in changes if not change.breaking] == harmless


def test_an_unknown_signature_has_no_known_changes() -> None:
    assert compare_signatures(None, signature("a")) == ()
    assert compare_signatures(signature("a"), None) == ()


@pytest.mark.parametrize(
    ("before", "after", "renamed"),
    [
        (("a", "b"), ("a", "c"), True),
        (("a", "b", "c"), ("d", "b", "e"), True),
        (("a", "b", "c", "old"), ("a", "c", "b", "new"), False),
        (("a", "old", "b"), ("a", "b", "new"), False),
    ],
)
def test_a_rename_leaves_all_before_it_in_place(before: tuple[str, ...], after: tuple[str, ...], renamed: bool) -> None:
    changes = compare_signatures(Signature(before), Signature(after))
    assert any("renamed" in change.text for change in changes) == renamed
