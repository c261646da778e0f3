"""Ops, generated functions and kernel classes, asked for before anything is indexed."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from tests.tracer.test_first_answer import compare
from tracer.facts import SourceFile
from tracer.index.build import opened
from tracer.index.extraction import FactsLoader
from tracer.index.quick import reader_of
from tracer.link.ops import Load
from tracer.link.program import Program
from tracer.link.quick_files import Files
from tracer.link.quick_ops import QuickOps
from tracer.queries.where import where
from tracer.sources.opening import no_progress
from tracer.store import Store


def test_first_answers_are_those_of_the_index(small: Path, cache: Path) -> None:
    with Store.open_for_writing(cache / "first.db") as store:
        wrong, total = compare(store, [str(small)])
    assert total > 60
    assert wrong == []


def test_lines_of_a_build_file(small: Path) -> None:
    with Store.in_memory() as store, opened([str(small)], None, tests=False, progress=no_progress) as providers:
        loader = FactsLoader(store, providers)
        reader = reader_of(loader, providers, "tensorflow")
        module = "tensorflow.python.ops.gen_math_ops"
        expected = {
            "tensorflow/python/BUILD:2": [module],
            "tensorflow/python/BUILD:1": [],
            "tensorflow/core/BUILD:1": [],
        }
        assert {name: [match.name for match in where(reader, name).matches] for name in expected} == expected
        loader.close()


def test_time_in_proportion_to_a_registration_without_an_end() -> None:
    def seconds(lines: int) -> float:
        content = b'REGISTER_OP("Foo").Attr(P());\n' + b"// Foo\n" * lines + b"\0"
        files = SimpleNamespace(read=lambda _: content, matching=lambda *_: [])
        ops = QuickOps(cast(Program, None), cast(Load, None), cast(Files, files))
        begin = time.process_time()
        assert ops._saying_parts([cast(SourceFile, None)], re.compile(rb"\bFoo\b")) == []
        return time.process_time() - begin

    seconds(10)
    assert min(seconds(8000) for _ in range(3)) < 8 * max(min(seconds(2000) for _ in range(3)), 0.001)
