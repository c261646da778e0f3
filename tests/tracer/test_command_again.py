"""The command that a note tells to type next asks the same otherwise: all options that the first one had."""

from __future__ import annotations

import shlex

import pytest

from tracer.cli.calls import command
from tracer.cli.parser import build_parser


def test_as_many_paths_are_asked_for_again() -> None:
    parsed = build_parser("path").parse_args(["path", "f", "g", "--all", "3"])
    assert command(parsed, "g", "f") == "tracer path g f --all 3"


@pytest.mark.parametrize(
    "options",
    [
        "",
        "--at 'a folder@v1' --api v1",
        "--backend jax",
        "--include 'tensorflow.*' --exclude 'a.*' --exclude 'b.*'",
        "--depth 3 --limit 0",
        "--tests --builtins",
    ],
)
def test_all_options_are_kept(options: str) -> None:
    words = f"tracer callers Sequential.fit {options}".strip()
    parsed = build_parser("callers").parse_args(shlex.split(words)[1:])
    again = command(parsed, "Sequential.fit", minimum="candidate")
    expected = build_parser("callers").parse_args([*shlex.split(words)[1:], "--min-confidence", "candidate"])
    assert build_parser("callers").parse_args(shlex.split(again)[1:]) == expected
