"""What the terminal UI is told of a real snapshot: a small TensorFlow with ops, and a small Keras."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from tests.tracer.cpp.conftest import small, snapshot
from tests.tracer.cpp.tensorflow_in_small import FILES
from tests.tracer.keras_in_small import FILES as KERAS
from tests.tracer.repositories import commit, write
from tracer.errors import NotIndexed, SourceError
from tracer.index.build import Request, index
from tracer.queries.calls import CallPath, Calls
from tracer.queries.paths import paths
from tracer.queries.searchable import entries
from tracer.store import Snapshot, Store
from tracer.tui.gateway import Place, Unindexed
from tracer.tui.store_gateway import StoreCatalog, StoreGateway

pytestmark = pytest.mark.usefixtures("alone")

__all__ = ["small", "snapshot"]

MATH_OPS = "tensorflow/python/ops/math_ops.py"
NN = "tensorflow/python/ops/nn.py"


@pytest.fixture
def gateway(snapshot: Snapshot) -> StoreGateway:
    return StoreGateway(lambda: snapshot)


@pytest.fixture(scope="module")
def keras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreGateway]:
    folder = tmp_path_factory.mktemp("keras")
    write(folder / "source", KERAS)
    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(folder / "cache")), Store.open_for_writing() as store:
        index(Request([str(folder / "source")], name="keras"), store, lambda *_: None)
        with store.snapshot("keras") as opened:
            yield StoreGateway(lambda: opened)


def test_the_snapshot(gateway: StoreGateway) -> None:
    info = gateway.snapshot()
    assert (info.name, info.note) == ("tensorflow", None)
    assert info.sources[0] == "tensorflow@working tree"


def test_search_finds_public_names_members_and_misspelt_ones(gateway: StoreGateway, keras: StoreGateway) -> None:
    assert gateway.search("tf.nn.Layer", 5)[0].key == "tensorflow.python.ops.nn:Layer"
    assert "tf.nn.Layer.call" in {ref.name for ref in gateway.search("Layer.call", 10)}
    assert "tensorflow.python.ops.nn:Layer" in {ref.key for ref in gateway.search("Lyaer", 10)}
    inherited = keras.search("Dense.__call__", 5)[0]
    assert inherited.key == "keras.src.layers:Layer.__call__"
    assert len(gateway.search("a", 3)) == 3


def test_what_a_public_class_inherits_from_a_private_one_is_found_as_its_own(tmp_path: Path) -> None:
    files = {
        "keras/src/__init__.py": "",
        "keras/src/export.py": "class keras_export:\n    def __init__(self, path):\n        pass\n",
        "keras/src/trainer.py": (
            "class Base:\n    def fit(self):\n        pass\n\n    def run(self):\n        pass\n\n\n"
            "class Trainer(Base):\n    def fit(self):\n        pass\n\n    def _hidden(self):\n        pass\n"
        ),
        "keras/src/model.py": (
            "from keras.src.export import keras_export\nfrom keras.src.trainer import Trainer\n\n\n"
            "@keras_export('keras.models.Longer')\nclass Longer(Trainer):\n    pass\n\n\n"
            "@keras_export('keras.Model')\nclass Model(Trainer):\n    pass\n"
        ),
    }
    write(tmp_path / "source", files)
    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(tmp_path / "cache")), Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="inherited"), store, lambda *_: None)
        with store.snapshot("inherited") as opened:
            names = {entry.name: entry.key for entry in entries(opened)}
    assert names["keras.Model.fit"] == "keras.src.trainer:Trainer.fit"
    assert names["keras.Model.run"] == "keras.src.trainer:Base.run"
    assert not {"keras.models.Longer.fit", "keras.Model._hidden"} & set(names)


def test_resolve(gateway: StoreGateway) -> None:
    (match,) = gateway.resolve("tf.linalg.matmul")
    assert (match.key, match.kind, match.public) == ("tensorflow.python.ops.math_ops:matmul", "function", True)
    assert str(match.place) == f"{MATH_OPS}:7"


def test_what_changed_is_said(tmp_path: Path) -> None:
    write(tmp_path / "source", {"pkg/__init__.py": "def f():\n    return 1\n"})
    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(tmp_path / "cache")), Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="small"), store, lambda *_: None)
        with store.snapshot("small") as opened:
            assert StoreGateway(lambda: opened).stale() == ()
            write(tmp_path / "source", {"pkg/__init__.py": "def g():\n    return 2\n"})
            (said,) = StoreGateway(lambda: opened).stale()
            assert "pkg/__init__.py changed since the index was made" in said
            with mock.patch("tracer.index.outdated.LINKER_VERSION", -1):
                assert "another version of tracer" in StoreGateway(lambda: opened).stale()[0]


def test_details_of_a_class(gateway: StoreGateway) -> None:
    dense = gateway.details("tensorflow.python.ops.nn:Dense")
    assert dense.exports == ("tf.nn.Dense", "tf.losses_like.Dense")
    assert dense.bases == (("tensorflow.python.ops.nn.Layer", "tensorflow.python.ops.nn:Layer"),)
    assert [name for name, _ in dense.mro][:2] == ["tensorflow.python.ops.nn.Dense", "tensorflow.python.ops.nn.Layer"]
    assert dense.signature == "(self, units, activation=None, **kwargs)"
    assert [step.step for step in dense.chain] == ["export"]


def test_details_of_an_op_and_of_what_calls_it(gateway: StoreGateway) -> None:
    (op,) = gateway.details("op:MatMul").ops
    assert str(op.place) == "tensorflow/core/ops/math_ops.cc:2"
    kernels = {(kernel.device, str(kernel.kernel_class).partition("<")[0]) for kernel in op.kernels}
    assert kernels == {("CPU", "MatMulOp"), ("GPU", "MatMulOp")}
    implementations = {str(kernel.implementation) for kernel in op.kernels}
    assert implementations == {"tensorflow/core/kernels/matmul_op.h:2"}
    assert "tensorflow.python.ops.math_grad._MatMulGrad" in {gradient.function for gradient in op.gradients}
    assert [place.path.rpartition("/")[2] for place in op.api_def] == ["api_def_MatMul.pbtxt"] * 2
    assert [op.name for op in gateway.details("tensorflow.python.ops.math_ops:matmul").ops] == ["MatMul"]


def test_details_of_what_lies_outside(gateway: StoreGateway) -> None:
    assert (gateway.details("<builtin>:len").ref.name, gateway.details("<builtin>:len").origin) == ("len", "builtin")


def test_calls_in_both_directions(gateway: StoreGateway) -> None:
    calls = gateway.calls("tensorflow.python.ops.nn:Layer.call", "callees").calls
    (matmul,) = [call for call in calls if call.target.key.endswith(":matmul")]
    assert (matmul.confidence, matmul.sites) == ("exact", (21,))
    callers = gateway.calls("tensorflow.python.ops.math_ops:matmul", "callers").calls
    assert {call.target.key for call in callers if not call.target.key.startswith("reference_impl.")} == {
        "tensorflow.python.ops.nn:Layer.call", "tensorflow.python.ops.math_grad:_MatMulGrad",
        "zoo.model:through_packages",
    }  # fmt: skip


def test_the_best_path(gateway: StoreGateway, keras: StoreGateway) -> None:
    path = keras.path("keras.src.models:Sequential.fit", "keras.src.optimizers:SGD.apply")
    assert path is not None
    assert path.start.key == "keras.src.models:Sequential.fit"
    assert [hop.target.key.partition(":")[2] for hop in path.hops] == ["Sequential.train_step", "SGD.apply"]
    assert keras.path("keras.src.optimizers:SGD.apply", "keras.src.models:Sequential.fit") is None


def test_of_several_paths_the_most_plausible_is_drawn(keras: StoreGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_a_worse_one(calls: Calls, start: str, end: str, named_by: str | None = None) -> list[CallPath]:
        found = paths(calls, start, end, named_by=named_by)
        return [*found, CallPath(found[0].nodes[:1], (), "shortest")]

    monkeypatch.setattr("tracer.queries.paths.paths", with_a_worse_one)
    path = keras.path("keras.src.models:Sequential.fit", "keras.src.optimizers:SGD.apply")
    assert path is not None
    assert len(path.hops) == 2


INHERITED = {
    "models.py": """
class Model:
    def fit(self): return self.step()
    def step(self): return 0
class Linear(Model):
    def step(self): return linear()
class Deep(Model):
    def step(self): return deep()
def linear(): pass
def deep(): pass
"""
}


@pytest.mark.parametrize(
    ("asked", "hops"),
    [("Linear.fit", ["Linear.step", "linear"]), ("Deep.fit", None), (None, ["Linear.step", "linear"])],
)
def test_a_path_is_that_of_the_class_by_which_a_method_was_asked_for(
    tmp_path: Path, asked: str | None, hops: list[str] | None
) -> None:
    write(tmp_path / "source", INHERITED)
    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(tmp_path / "cache")), Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="inherited"), store, lambda *_: None)
        with store.snapshot("inherited") as opened:
            gateway = StoreGateway(lambda: opened)
            start = gateway.resolve(asked)[0] if asked else gateway.resolve("Model.fit")[0]
            assert (start.key, start.asked) == ("models:Model.fit", asked or "Model.fit")
            path = gateway.path(start.key, "models:linear", asked)
    assert (path and [hop.target.key.partition(":")[2] for hop in path.hops]) == hops


def test_a_source_with_its_calls_as_links(gateway: StoreGateway) -> None:
    text = gateway.source("tensorflow", NN)
    assert (text.language, text.note) == ("python", None)
    assert text.text.splitlines()[20] == "    return math_ops.matmul(x, self.kernel)"
    (link,) = [link for link in text.links if link.line == 21]
    assert (link.column, link.length, link.target.key) == (20, 6, "tensorflow.python.ops.math_ops:matmul")
    assert link.signature == "(a, b, transpose_a=False, name=None)"
    assert ("tensorflow.python.ops.nn:Layer", 10) in {(entry.key, entry.line) for entry in text.outline}
    assert gateway.source("tensorflow", "tensorflow/core/ops/math_ops.cc").language == "cpp"
    with pytest.raises(SourceError, match="not a file of this snapshot"):
        gateway.source("tensorflow", "no/such.py")


def test_a_changed_file_is_shown_without_links_and_with_a_word(tmp_path: Path, warm: Path) -> None:
    write(tmp_path / "source", {"a.py": "def f():\n    return g()\n\ndef g():\n    pass\n"})
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="one"), store, lambda *_: None)
        with store.snapshot("one") as opened:
            gateway = StoreGateway(lambda: opened)
            name = opened.sources[0].name
            assert [link.line for link in gateway.source(name, "a.py").links] == [2]
            local = gateway.locate(Place(name, "a.py", 4))
            assert local is not None
            assert (local.path, local.line, local.warning) == (str(tmp_path / "source" / "a.py"), 4, None)
            write(tmp_path / "source", {"a.py": "# one more line\ndef f():\n    return g()\n"})
            changed = gateway.source(name, "a.py")
            assert changed.links == ()
            assert "changed since it was indexed" in (changed.note or "")
            local = gateway.locate(Place(name, "a.py", 4))
            assert local is not None
            assert "differs from" in (local.warning or "")
            assert gateway.locate(Place(name, "b.py", 1)) is None


def test_an_edited_file_of_a_repository_is_shown_as_it_was_indexed(tmp_path: Path, warm: Path) -> None:
    commit(tmp_path / "clone", {"a.py": "def f():\n    return g()\n\ndef g():\n    pass\n"}, tag="v1")
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "clone")], name="one"), store, lambda *_: None)
        with store.snapshot("one") as opened:
            write(tmp_path / "clone", {"a.py": "# edited\n"})
            text = StoreGateway(lambda: opened).source(opened.sources[0].name, "a.py")
    assert text.text.splitlines()[0] == "def f():"
    assert [link.line for link in text.links] == [2]


def test_counterparts_and_pairs(keras: StoreGateway) -> None:
    twin = keras.counterpart("keras.src.models:Sequential")
    assert twin is not None
    assert twin.key.startswith("reference_impl.models.")
    back = keras.counterpart(twin.key)
    assert back is not None
    assert back.key == "keras.src.models:Sequential"
    pairs = {pair.name: pair for pair in keras.pairs()}
    assert pairs["keras.Sequential"].original == back
    assert pairs["keras.Sequential"].mirror == twin


def test_what_needs_calls_says_so(tmp_path: Path, warm: Path) -> None:
    write(tmp_path / "source", {"a.py": "def f(): pass\n"})
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="one", calls=False), store, lambda *_: None)
        with store.snapshot("one") as opened, pytest.raises(NotIndexed, match="not linked yet"):
            StoreGateway(lambda: opened).calls("a:f", "callees")


# ---------------------------------------------------------------------------------------------------- trees


def labels(gateway: StoreGateway, tree: str, key: str | None) -> list[tuple[str, str]]:
    return [(node.label, node.kind) for node in gateway.children(tree, key)]  # type: ignore[arg-type]


def test_the_tree_of_public_names(gateway: StoreGateway) -> None:
    assert ("tf", "module") in labels(gateway, "api", None)
    assert labels(gateway, "api", "tf.nn") == [
        ("Dense", "class"), ("Layer", "class"), ("Mode", "class"), ("Pair", "class"), ("LIMIT", "constant"),
    ]  # fmt: skip
    layer = next(node for node in gateway.children("api", "tf.nn") if node.label == "Layer")
    assert layer.expandable
    assert {label for label, _ in labels(gateway, "api", layer.key)} >= {"__init__", "call", "name", "VERSION"}


def test_the_tree_of_modules(gateway: StoreGateway) -> None:
    assert ("python", "module") in labels(gateway, "modules", "tensorflow")
    inside = labels(gateway, "modules", "tensorflow.python.ops.math_grad")
    assert ("_MatMulGrad", "function") in inside
    assert FILES[NN].count("class Nested") == 1
    nn = {node.label: node for node in gateway.children("modules", "tensorflow.python.ops.nn")}
    assert labels(gateway, "modules", nn["Dense"].key) == [("Nested", "class")]


# -------------------------------------------------------------------------------------------------- catalog


def test_the_catalog_opens_what_was_asked_for_else_what_was_looked_at_last(tmp_path: Path, warm: Path) -> None:
    with Store.open_for_writing() as store:
        for name in ("one", "two"):
            write(tmp_path / name, {f"{name}.py": "def f(): pass\n"})
            index(Request([str(tmp_path / name)], name=name, calls=name == "two"), store, lambda *_: None)
    listed = {info.name: info for info in StoreCatalog(None, "tensorflow").snapshots()}
    assert set(listed) == {"one", "two"}
    assert listed["two"].symbols > 1
    assert "calls are not linked" in (listed["one"].note or "")
    assert StoreCatalog(None, "tensorflow").open().snapshot().name == "two"
    assert StoreCatalog("one", "tensorflow").open().snapshot().name == "one"
    assert StoreCatalog(None, "tensorflow", last="one").open().snapshot().name == "one"
    assert StoreCatalog(None, "tensorflow").at("one").snapshot().name == "one"


def test_in_a_repository_that_was_never_indexed_no_other_snapshot_is_opened(
    tmp_path: Path, warm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    commit(here, {"a.py": "def f(): pass\n"})
    monkeypatch.chdir(here)
    with pytest.raises(Unindexed) as nothing:
        StoreCatalog(None, "tensorflow").open()
    assert (nothing.value.specs, nothing.value.instead) == ((str(here.resolve()),), None)
    with Store.open_for_writing() as store:
        for name in ("one", "two"):
            write(tmp_path / name, {f"{name}.py": "def f(): pass\n"})
            index(Request([str(tmp_path / name)], name=name), store, lambda *_: None)
    for last, instead in ((None, "two"), ("one", "one"), ("gone", "two")):
        with pytest.raises(Unindexed) as unindexed:
            StoreCatalog(None, "tensorflow", last).open()
        assert (unindexed.value.specs, unindexed.value.instead) == ((str(here.resolve()),), instead)
    with Store.open_for_writing() as store:
        index(Request([str(here)], name="mine"), store, lambda *_: None)
    assert StoreCatalog(None, "tensorflow", last="one").open().snapshot().name == "mine"
