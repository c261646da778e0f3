"""Against real clones, given in TRACER_TENSORFLOW_CLONE (`path` or `path@revision`, separated by `:`).

What a plain search finds is there with its place; golden files are arrived at from source; and what the running
TensorFlow holds is found in a clone near its release.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tracer.queries.api import golden_files, golden_objects
from tracer.queries.golden_check import same_spec
from tracer.queries.source import provider_of
from tracer.store import Snapshot, Store

pytestmark = pytest.mark.clone

CLONES = [clone for clone in os.environ.get("TRACER_TENSORFLOW_CLONE", "").split(os.pathsep) if clone]
LITERALS = {
    "op": (re.compile(r'\bREGISTER_(?:SYSTEM_)?OP\("([^"]+)"\)'), "cpp"),
    "kernel": (
        re.compile(r'\bREGISTER_(?:(?:SYSTEM_)?KERNEL_BUILDER|XLA_OP)\(Name\("([^"]+)"\)'), "cpp"),
    "gradient": (
        re.compile(r'\bREGISTER_(?:OP_GRADIENT|GRADIENT_OP|NO_GRADIENT_OP|OP_NO_GRADIENT)\("([^"]+)"'), "cpp"),
    "python gradient": (
        re.compile(r'^@?(?:ops|tf)\.(?:RegisterGradient|NotDifferentiable|NoGradient|no_gradient)\([\'"]([^\'"]+)[\'"]\)'),
        "python"),
}  # fmt: skip


@dataclass
class Share:
    """How many of something are right, and the first that are not."""

    right: int = 0
    total: int = 0
    wrong: tuple[object, ...] = ()

    def count(self, right: bool, what: object) -> None:
        self.total += 1
        self.right += right
        if not right and len(self.wrong) < 20:
            self.wrong = (*self.wrong, what)

    def check(self, least: float) -> None:
        assert self.total
        assert self.right / self.total >= least, (f"{self.right} of {self.total}", self.wrong)


@pytest.fixture(scope="module", params=CLONES or [pytest.param("", marks=pytest.mark.skip("no clone given"))])
def clone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    from tracer.index.build import Request, index

    patch = pytest.MonkeyPatch()
    patch.setenv("TRACER_CACHE_DIR", str(tmp_path_factory.mktemp("clone")))
    with Store.open_for_writing() as store:
        report = index(Request([request.param], calls=False), store, lambda stage, done, total: None)
        with store.snapshot(report.snapshot.name) as snapshot:
            yield snapshot
    patch.undo()


def lines(snapshot: Snapshot, kind: str) -> Iterator[tuple[str, int, str]]:
    """Path, number and text of every line of the clone's files of that kind; comments are left out."""
    providers = {source.position: provider_of(source) for source in snapshot.sources}
    for file in snapshot.files():
        if file.kind == kind and not file.is_test and providers[file.source].name != "reference_impl":
            content = providers[file.source].read_path(file.path) or b""
            for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
                if not line.lstrip().startswith(("//", "#  ", "*")):
                    yield file.path, number, line


@pytest.mark.parametrize("what", LITERALS)
def test_literal_registrations_are_there_with_their_place(clone: Snapshot, what: str) -> None:
    pattern, kind = LITERALS[what]
    rows: Any = {
        "op": clone.ops, "kernel": clone.all_kernels, "gradient": clone.all_gradients,
        "python gradient": clone.all_gradients,
    }[what]()  # fmt: skip
    found = {(clone.file(row.file).path, row.line, getattr(row, "op", None) or row.name) for row in rows}
    share = Share()
    for path, number, line in lines(clone, kind):
        for match in pattern.finditer(line):
            if "//" not in line[: match.start()]:
                share.count((path, number, match[1]) in found, (path, number, match[1]))
    share.check(0.99)


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_golden_files_follow_from_source(clone: Snapshot, api: str) -> None:
    expected = golden_files(clone, api)
    found = golden_objects(clone, api)
    modules = {file.module for file in clone.files() if file.module}
    functions, specs, classes, members, extra = Share(), Share(), Share(), Share(), Share()
    for path, golden in expected.items():
        if path.startswith("tensorflow.estimator"):
            continue  # another repository exports these
        ours = found.get(path)
        if golden.kind == "class" and any(golden.is_instance[0].startswith(f"{module}.") for module in modules):
            if not path.endswith("__metaclass__"):
                classes.count(ours is not None and ours.is_instance == golden.is_instance, path)
            for name in (*golden.members, *golden.methods) if ours is not None else ():
                right = golden.members.get(name) == ours.members.get(name) if name in golden.members else (
                    name in ours.methods and same_spec(golden.methods[name], ours.methods[name]))  # fmt: skip
                members.count(right, (path, name, golden.members.get(name) or golden.methods.get(name)))
        elif golden.kind == "module" and ours is not None:
            for name, spec in golden.methods.items():
                functions.count(name in ours.methods, (path, name))
                if name in ours.methods:
                    specs.count(same_spec(spec, ours.methods[name]), (path, name, spec, ours.methods[name]))
            for name in ours.methods:
                extra.count(name in golden.methods, (path, name))
    functions.check(0.99)
    specs.check(0.98)
    classes.check(0.99)
    members.check(0.97)
    extra.check(0.99)


@pytest.fixture(scope="module")
def running() -> dict[str, Any]:
    """What the installed TensorFlow holds."""
    pytest.importorskip("tensorflow")
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, "-m", "tests.tracer.cpp.running"]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def near(snapshot: Snapshot) -> Snapshot:
    """The snapshot, if its release is near the installed one; only a clone of the last years is."""
    release = snapshot.info.info.get("release")
    if release is not None and tuple(release) < (2, 18):
        pytest.skip("not near the installed release")
    return snapshot


def test_op_definitions_of_the_running_tensorflow(clone: Snapshot, running: dict[str, Any]) -> None:
    found = {op.name: op for op in near(clone).ops()}
    share = Share()
    for name, op in running["ops"].items():
        ours = found.get(name)
        signature = None if ours is None else (
            [text.partition(":")[0] for text in ours.inputs],
            [text.partition(":")[0] for text in ours.outputs],
            [[text.partition(":")[0], " = " in text] for text in ours.attributes],
        )  # fmt: skip
        right = ([one[0] for one in op["inputs"]], [one[0] for one in op["outputs"]], op["attributes"])
        share.count(signature == right, (name, right, signature))
    share.check(0.97)


def test_gradients_of_the_running_tensorflow(clone: Snapshot, running: dict[str, Any]) -> None:
    found = {gradient.op for gradient in near(clone).all_gradients()}
    share = Share()
    for name in running["gradients"]:
        share.count(name in found, name)
    share.check(0.97)


def test_cpu_kernels_of_the_running_tensorflow(clone: Snapshot, running: dict[str, Any]) -> None:
    found = {(kernel.op, kernel.device, tuple(sorted(kernel.types))) for kernel in near(clone).all_kernels()}
    share = Share()
    for op, device, types in running["kernels"]:
        if device in ("CPU", "DEFAULT"):
            share.count((op, device, tuple(types)) in found, (op, device, types))
    assert share.total > 10_000
    share.check(0.97)
