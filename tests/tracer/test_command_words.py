"""What commands say in a few words."""

from __future__ import annotations

import pytest

from tracer.cli.progress import PlainReporter
from tracer.queries.diff import Difference
from tracer.views.difference import as_markdown


def test_a_difference_that_is_none() -> None:
    assert "No changes." in as_markdown(Difference("a", "b", ()))


def test_what_a_clone_counts_are_no_files(capsys: pytest.CaptureFixture[str]) -> None:
    tell = PlainReporter()
    tell("cloning https://host/x", 0, 305)
    tell("extracting", 0, 3)
    assert capsys.readouterr().err == "tracer: cloning https://host/x ...\ntracer: extracting 3 files ...\n"
