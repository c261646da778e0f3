"""`where` on small snapshots: the same questions to an index and to a program that was never indexed."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.tracer.link.programs import program
from tracer.facts import EXTRACTOR_VERSION, SourceFile
from tracer.index.quick import quick_reader
from tracer.link.names import link_names
from tracer.link.program import Program
from tracer.link.quick import QuickReader
from tracer.queries.search import search
from tracer.queries.spelling import place_of
from tracer.queries.where import where
from tracer.sources.repository import GitRevision
from tracer.store import FactsRow, File, Source, Store

TF1 = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/util/tf_export.py": "def tf_export(*n, **k): pass\ndef keras_export(*n, **k): pass",
    "tensorflow/python/keras/__init__.py": "",
    "tensorflow/python/keras/engine/__init__.py": "",
    "tensorflow/python/keras/engine/training.py": """
        from tensorflow.python.util.tf_export import keras_export
        @keras_export('keras.models.Model', 'keras.Model')
        class Model(object):
          def compile(self, optimizer, loss=None): pass
          def fit(self, x=None): pass
          def reset(self):
            self.epoch, self.optimizer = 0, None
            self.optimizer: object = 1
            self.fit = 1
          def __init__(self):
            self.optimizer = "sgd"
          @property
          def trainable(self): pass
    """,
    "tensorflow/python/keras/engine/sequential.py": """
        from tensorflow.python.keras.engine import training
        from tensorflow.python.util.tf_export import keras_export
        @keras_export('keras.models.Sequential', 'keras.Sequential')
        class Sequential(training.Model):
          def add(self, layer): pass
          alias = add
          def build(self):
            self.trainable = self.built = True
    """,
    "tensorflow/python/keras/models.py": """
        from tensorflow.python.keras.engine import sequential
        Sequential = sequential.Sequential
    """,
    "tensorflow/python/ops/nn.py": """
        from tensorflow.python.util.tf_export import tf_export
        @tf_export(v1=["nn.old"])
        def old_v1(x): pass
        @tf_export("nn.old2", v1=[])
        def old_v2(x): pass
        class Sequential: pass
        def _made(f):
          def made(x): return f(x)
          return made
        made_here = _made(old_v1)
    """,
}
SPLIT = {
    **{path: text for path, text in TF1.items() if "sequential" not in path},
    "tensorflow/api_template.__init__.py": """
        from tensorflow.python.util.lazy_loader import LazyLoader as _LazyLoader
        _keras_module = "keras.api._v2.keras"
        keras = _LazyLoader("keras", globals(), _keras_module)
        losses = keras.losses
    """,
    "tensorflow/python/keras/engine/sequential.py": TF1["tensorflow/python/keras/engine/sequential.py"],
    "keras!keras/__init__.py": "",
    "keras!keras/models.py": """
        from tensorflow.python.util.tf_export import keras_export
        @keras_export('keras.Sequential')
        class Sequential: pass
        @keras_export('keras.losses.Loss')
        class Loss: pass
    """,
}


def indexed(files: dict[str, str]) -> Any:
    made = program(files)
    linked = link_names(made)
    names = list(dict.fromkeys(file.source for file in made.files))
    store = Store.in_memory()
    with store.write_snapshot("small", linker=1) as writer:
        writer.add_sources(sources(names))
        writer.add_files(
            File(n, names.index(f.source), f.path, f.blob, f.kind, f.module, f.is_package, f.is_test)
            for n, f in enumerate(made.files)
        )
        writer.add_symbols(linked.symbols)
        writer.add_exports(linked.exports)
        writer.add_bindings(linked.bindings)
        writer.publish(linked.info)
    encode = msgspec.msgpack.encode
    modules = filter(None, (made.module(file.module) for file in made.files if file.module))
    rows = [
        FactsRow(module.file.blob, "python", (), encode(module.facts), encode(made.flow(module.name)))
        for module in modules
    ]
    store.add_facts(rows, EXTRACTOR_VERSION)
    return store.snapshot("small")


def sources(names: Iterable[str]) -> list[Source]:
    return [Source(n, name, "git", "/x", "v1", "abc", f"https://host/{name}", "", {}) for n, name in enumerate(names)]


class FilesOf:
    """`tracer.link.quick_files.Files` of a program in memory."""

    def __init__(self, made: Program, files: dict[str, str]) -> None:
        self._files = made.files
        self._texts = {key.rpartition("!")[2]: textwrap.dedent(text).encode() for key, text in files.items()}

    def of_kind(self, kind: str) -> list[SourceFile]:
        return [file for file in self._files if file.kind == kind]

    def containing(self, words: Iterable[bytes], kind: str = "python") -> list[SourceFile]:
        wanted = tuple(words)
        return [file for file in self.of_kind(kind) if any(word in self.read(file) for word in wanted)]

    def matching(self, pattern: re.Pattern[bytes], words: Iterable[bytes], kind: str = "python") -> list[SourceFile]:
        return [file for file in self.containing(words, kind) if pattern.search(self.read(file))]

    def found(self, pattern: re.Pattern[bytes], file: SourceFile) -> list[bytes]:
        return list(filter(None, pattern.findall(self.read(file))))

    def read(self, file: SourceFile) -> bytes:
        return self._texts[file.path]

    def read_all(self, kind: str) -> Iterator[tuple[SourceFile, bytes]]:
        return ((file, self.read(file)) for file in self.of_kind(kind))

    def fetch(self, files: Iterable[SourceFile]) -> None:
        """Nothing: all facts are at hand."""


def quick(files: dict[str, str]) -> QuickReader:
    made: Program = program(files)
    return QuickReader(
        made, made.facts, FilesOf(made, files), sources(dict.fromkeys(file.source for file in made.files))
    )


READERS = {"indexed": indexed, "quick": quick}
SEQUENTIAL = ("tensorflow/python/keras/engine/sequential.py", 5)
MODEL = "tensorflow/python/keras/engine/training.py"
QUESTIONS = {
    "Sequential": SEQUENTIAL,
    "keras.Sequential": SEQUENTIAL,
    "keras.models.Sequential": SEQUENTIAL,
    "tf.keras.Sequential": SEQUENTIAL,
    "tensorflow.keras.models.Sequential": SEQUENTIAL,
    "tf.compat.v1.keras.Sequential": SEQUENTIAL,
    "engine.sequential.Sequential": SEQUENTIAL,
    "tensorflow.python.keras.models.Sequential": SEQUENTIAL,
    "tensorflow/python/keras/models.py:3": SEQUENTIAL,
    "keras/engine/sequential.py:6": ("tensorflow/python/keras/engine/sequential.py", 6),
    " Sequential . add ": ("tensorflow/python/keras/engine/sequential.py", 6),
    "keras.Sequential.": SEQUENTIAL,
    ".Sequential": SEQUENTIAL,
    "Sequential.add()": ("tensorflow/python/keras/engine/sequential.py", 6),
    "Sequential.alias": ("tensorflow/python/keras/engine/sequential.py", 6),
    "Sequential.compile": (MODEL, 5),
    "keras.Sequential.fit": (MODEL, 6),
    "Model.fit": (MODEL, 6),
    "Sequential.optimizer": (MODEL, 12),
    "keras.Sequential.epoch": (MODEL, 8),
    "Sequential.trainable": (MODEL, 14),
    "tf.keras.Sequential.built": ("tensorflow/python/keras/engine/sequential.py", 9),
    "built": ("tensorflow/python/keras/engine/sequential.py", 9),
    "tensorflow.python.keras.engine.training.Model.optimizer": (MODEL, 12),
    "keras/engine/training.py:12": (MODEL, 11),
    "tensorflow.python.keras.models": ("tensorflow/python/keras/models.py", 1),
    "tf.compat.v1.nn.old": ("tensorflow/python/ops/nn.py", 4),
    "tensorflow.python.ops.nn.made_here": ("tensorflow/python/ops/nn.py", 9),
    "tf.nn.old2": ("tensorflow/python/ops/nn.py", 6),
}


def test_a_public_name_of_the_api_stands_before_what_modules_lead_to() -> None:
    """`tf.losses` is Keras's package in TensorFlow 2; TensorFlow 1 has a class of that name, if a deprecated one."""
    files = dict(SPLIT)
    files["tensorflow/api_template.__init__.py"] = """
        import sys as _sys
        from tensorflow.python.util.lazy_loader import KerasLazyLoader as _KerasLazyLoader
        _current_module = _sys.modules[__name__]
        setattr(_current_module, "keras", _KerasLazyLoader(globals()))
        _losses = _KerasLazyLoader(globals(), submodule="losses", name="losses")
        setattr(_current_module, "losses", _losses)
    """
    files["tensorflow/api_template_v1.__init__.py"] = ""
    files["tensorflow/python/ops/losses.py"] = """
        from tensorflow.python.util import deprecation
        from tensorflow.python.util.tf_export import tf_export
        @tf_export(v1=["loss_class", "losses.Loss"])
        @deprecation.deprecated_endpoints("losses.Loss")
        class Loss: pass
    """
    for package in ("_tf_keras", "_tf_keras/keras", "_tf_keras/keras/losses"):
        files[f"keras!keras/{package}/__init__.py"] = "from keras.models import Loss"
    with indexed(files) as snapshot:
        found = {api: where(snapshot, "tf.losses.Loss", api=api).matches[0].module for api in ("v1", "v2")}
    assert found == {"v1": "tensorflow.python.ops.losses", "v2": "keras.models"}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_where(reader: str, question: str) -> None:
    match = where(READERS[reader](TF1), question).matches[0]
    assert (match.file, match.line) == QUESTIONS[question]


@pytest.mark.parametrize(
    ("text", "place"),
    {
        "a/b.py:3": ("a/b.py", 3), "./b.pyi": ("b.pyi", None), "a b/c d.py:12": ("a b/c d.py", 12),
        "core/ops.inc:7": ("core/ops.inc", 7), "x.hpp:1": ("x.hpp", 1), "x.cu.cuh:1": ("x.cu.cuh", 1),
        "a.c:2": ("a.c", 2),
        "core/BUILD:10": ("core/BUILD", 10), "BUILD.bazel": ("BUILD.bazel", None), "api_def_Add.pbtxt:1": (
            "api_def_Add.pbtxt", 1),
        "tf.nn.relu": None, "REBUILD:3": None, "tensorflow.python:Model": None, "Model.fit": None,
    }.items(),
)  # fmt: skip
def test_what_names_a_place(text: str, place: tuple[str, int | None] | None) -> None:
    assert place_of(text) == place


@pytest.mark.parametrize("reader", READERS)
def test_a_path_with_spaces_and_a_member_that_reads_like_a_file(reader: str) -> None:
    files = {"my dir/__init__.py": "", "my dir/mod.py": "def f():\n  pass\nclass K:\n  def h(self): pass\n"}
    found = {name: where(READERS[reader](files), name).matches[0].line for name in ("my dir/mod.py:2", "K.h")}
    assert found == {"my dir/mod.py:2": 1, "K.h": 4}


@pytest.mark.parametrize("reader", READERS)
def test_the_whole_answer(reader: str) -> None:
    answer = where(READERS[reader](TF1), "tensorflow.python.keras.models.Sequential")
    found = json.loads(json.dumps(answer.as_json()))["matches"]
    path = "tensorflow/python/keras"
    assert len(found) == 1
    assert {key: value for key, value in found[0].items() if key not in ("end_line", "ops", "counterpart")} == {
        "name": "keras.Sequential",
        "kind": "class",
        "module": "tensorflow.python.keras.engine.sequential",
        "qualname": "Sequential",
        "source": "tensorflow",
        "revision": "v1",
        "file": f"{path}/engine/sequential.py",
        "line": 5,
        "exports": ["keras.Sequential", "keras.models.Sequential", "tf.keras.Sequential", "tf.keras.models.Sequential"],
        "signature": {"args": ["self"], "varargs": None, "varkw": None, "kwonly": [], "defaults": {}},
        "bases": ["tensorflow.python.keras.engine.training.Model"],
        "mro": [
            "tensorflow.python.keras.engine.sequential.Sequential",
            "tensorflow.python.keras.engine.training.Model",
            "builtins.object",
        ],
        "origin": "source",
        "chain": [
            {"step": "alias", "file": f"{path}/models.py", "line": 3, "text": "Sequential = sequential.Sequential"},
            {
                "step": "import",
                "file": f"{path}/models.py",
                "line": 2,
                "text": "from tensorflow.python.keras.engine import sequential",
            },
            {
                "step": "export",
                "file": f"{path}/engine/sequential.py",
                "line": 4,
                "text": '@keras_export("keras.Sequential")',
            },
        ],
        "url": f"https://host/tensorflow/blob/abc/{path}/engine/sequential.py#L5",
        "warnings": [],
    }


@pytest.mark.parametrize("reader", READERS)
def test_the_base_that_defines_a_method_is_said(reader: str) -> None:
    match = where(READERS[reader](TF1), "Sequential.compile").matches[0]
    assert match.name == "keras.Model.compile"
    assert [step.text for step in match.chain if step.step == "inherit"] == ["class Sequential(Model)"]
    assert match.signature is not None
    assert match.signature.args == ("self", "optimizer", "loss")


@pytest.mark.parametrize("reader", READERS)
def test_what_a_method_sets_on_the_instance_is_an_attribute(reader: str) -> None:
    match = where(READERS[reader](TF1), "Sequential.optimizer").matches[0]
    assert (match.name, match.kind) == ("keras.Model.optimizer", "attribute")
    assert match.qualname == "Model.optimizer"
    assert match.warnings == ("Model.__init__ sets it on the instance",)
    assert [step.text for step in match.chain if step.step == "inherit"] == ["class Sequential(Model)"]


@pytest.mark.parametrize("reader", READERS)
def test_definitions_come_before_what_methods_set(reader: str) -> None:
    files = {"a.py": "class A:\n  def f(self): self.rate = 1\nclass B:\n  rate = 2", "b.py": "def rate(): pass"}
    found = [match.full_name for match in where(READERS[reader](files), "rate").matches]
    assert found[:2] == ["b.rate", "a.B.rate"]
    assert set(found[2:]) <= {"a.A.rate"}


@pytest.mark.parametrize("reader", READERS)
def test_candidates_best_first(reader: str) -> None:
    names = [match.name for match in where(READERS[reader](TF1), "Sequential").matches]
    assert names == ["keras.Sequential", "tensorflow.python.ops.nn.Sequential"]


@pytest.mark.parametrize("reader", READERS)
def test_a_dead_copy_is_never_preferred_and_labelled(reader: str) -> None:
    made = READERS[reader](SPLIT)
    live, *others = where(made, "Sequential").matches
    assert live.file == "keras/models.py"
    dead = next(match for match in others if match.file == SEQUENTIAL[0])
    assert dead.warnings[0].startswith("dead copy: tf.keras loads keras.api._v2.keras")
    assert where(made, "tf.keras.Sequential").matches[0].file == "keras/models.py"
    assert where(made, "tensorflow.python.keras.engine.sequential.Sequential").matches[0].warnings
    assert where(made, "tf.losses.Loss").matches[0].name == "keras.losses.Loss"
    assert where(made, "tf.losses").matches[0].kind == "module"


def test_no_match_says_what_is_similar_and_where_it_went() -> None:
    snapshot = indexed(TF1)
    answer = where(snapshot, "Sequentail")
    assert not answer.matches
    assert answer.hint is not None
    assert "keras.Sequential" in answer.hint.did_you_mean
    moved = where(snapshot, "tf.nn.old")
    assert not moved.matches
    assert moved.hint is not None
    assert moved.hint.moved_to == "tf.compat.v1.nn.old"
    assert where(snapshot, "tf.nn.old", api="v1").matches[0].line == 4
    assert set(moved.as_json()) == {"query", "snapshot", "matches", "hint"}


def test_a_package_that_only_a_build_makes() -> None:
    match = where(indexed(TF1), "tf.keras.models").matches[0]
    assert (match.name, match.kind, match.origin) == ("tf.keras.models", "module", "generated")
    assert match.module.startswith("tensorflow.python.keras")


@pytest.mark.parametrize(
    "text",
    ["", " ", ".", "..", "a..b", "Sequential..add", "a." * 3000 + "b", "*", "'; DROP TABLE", "é" * 500],
    ids=lambda text: text[:20],
)
@pytest.mark.parametrize("reader", READERS)
def test_odd_questions_have_no_match_and_no_error(reader: str, text: str) -> None:
    assert where(READERS[reader](TF1), text).matches == ()


def test_a_quick_answer_reads_only_files_that_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain_read = Program._read

    def noting(made: Program, name: str, file: SourceFile) -> object:
        read.append(file.path)
        return plain_read(made, name, file)

    monkeypatch.setattr(Program, "_read", noting)
    unrelated = {f"tensorflow/python/util/unrelated_{number}.py": "VALUE = 1" for number in range(3)}
    reader = quick({**SPLIT, **unrelated})
    assert where(reader, "keras.Sequential").matches[0].module == "keras.models"
    assert not [path for path in read if "unrelated" in path]


def test_hints_for_what_is_typed_wrong() -> None:
    made = indexed(TF1)
    wrong = where(made, "keras.sequential").hint
    assert wrong is not None
    assert (wrong.did_you_mean[0], wrong.moved_to) == ("keras.Sequential", None)
    place = where(made, "keras/models.py:999").hint
    assert place is not None
    assert place.did_you_mean == ("tensorflow/python/keras/models.py",)


def test_a_package_is_shown_by_its_namesake() -> None:
    [match] = where(indexed(TF1), "keras").matches
    assert (match.name, match.file) == ("keras", "tensorflow/python/keras/__init__.py")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("tf.estimator.ModeKeys", ("tensorflow/python/modes.py", 2)),
        ("tf.estimator.export.Output", ("tensorflow/python/modes.py", 1)),
        ("tf.estimator.ModeKeys.TRAIN", ("tensorflow/python/modes.py", 2)),
        ("tf.estimator.Gone", None),
    ],
)
def test_what_another_distribution_exports_is_found_where_it_likely_is(
    name: str, place: tuple[str, int] | None
) -> None:
    files = {
        "tensorflow/__init__.py": "",
        "tensorflow/contrib/old.py": "class ModeKeys: pass",
        "tensorflow/python/keras/copy.py": "class Output: pass",
        "tensorflow/python/modes.py": "class Output: pass\nclass EstimatorModeKeys: TRAIN = 'train'",
    }
    matches = where(indexed(files), name, "v2").matches
    assert [(match.file, match.line) for match in matches[:1]] == ([place] if place else [])
    assert all("tensorflow_estimator, which is not in this snapshot" in match.warnings[-1] for match in matches)


@pytest.mark.parametrize("reader", READERS)
def test_a_star_import_reads_as_it_is_written(reader: str) -> None:
    files = {
        "pkg/__init__.py": "from pkg.api import *",
        "pkg/api/__init__.py": "from pkg.api.models import Model",
        "pkg/api/models.py": "class Model: pass",
    }
    chain = where(READERS[reader](files), "pkg.Model").matches[0].chain
    assert (chain[0].file, chain[0].line, chain[0].text) == ("pkg/__init__.py", 1, "from pkg.api import *")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["pkg.Model", "pkg.Layer", "lazily.Model", "stubbed.Model"])
def test_names_that_a_module_looks_up_when_asked(reader: str, name: str) -> None:
    files = {
        "pkg/__init__.py": """
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
              from .main import *
            _dynamic = {"Model": (__spec__.parent, ".main"), "Layer": "pkg.main"}
            def __getattr__(name): return getattr(import_module(_dynamic[name]), name)
        """,
        "pkg/main.py": "class Model: pass\nclass Layer: pass",
        "lazily/__init__.py": "__getattr__, *_ = lazy_loader.attach(__name__, submod_attrs={'sub': ['Model']})",
        "lazily/sub.py": "class Model: pass",
        "stubbed/__init__.py": "__getattr__, *_ = lazy_loader.attach_stub(__name__, __file__)",
        "stubbed/__init__.pyi": "\n\n\nfrom .sub import Model",
        "stubbed/sub.py": "class Model: pass",
    }
    match = where(READERS[reader](files), name).matches[0]
    assert match.qualname == name.rpartition(".")[2]
    assert match.chain[0].step == "lazy"
    path = match.chain[0].file
    assert path is not None
    assert match.chain[0].line <= len(files[path].splitlines()), "a line of that file"


def test_search_names_what_where_takes() -> None:
    snapshot = indexed(TF1)
    assert [one.name for one in search(snapshot, "old", 2)] == ["tf.compat.v1.nn.old", "tf.nn.old2"]
    assert [one.name for one in search(snapshot, "seqadd", 1)] == ["keras.Sequential.add"]


def test_a_file_is_read_once_to_be_searched(keras: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths: list[str] = []
    read = GitRevision.read

    def noting(provider: GitRevision, file: SourceFile) -> bytes:
        paths.append(file.path)
        return read(provider, file)

    monkeypatch.setattr(GitRevision, "read", noting)
    with quick_reader([f"{keras}@HEAD"], "tensorflow") as reader:
        assert where(reader, "Model.fit").matches
        searched = set(paths)
        again = {path for path in searched if paths.count(path) > 1}
        assert again <= {"tensorflow/__init__.py"}, "but for the package, which is extracted before any search"
        paths.clear()
        assert where(reader, "Sequential.fit").matches
    assert len(searched) > len(set(paths)), "the second name needs new facts of few files, and no search"
    assert len(paths) == len(set(paths))


def test_an_answer_does_not_need_all_that_was_read(keras: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.sources.contents.Contents.keep", lambda contents, blob, content: None)
    with quick_reader([f"{keras}@HEAD"], "tensorflow") as reader:
        assert where(reader, "Model.fit").matches
        assert where(reader, "Sequential.fit").matches


@pytest.mark.parametrize("package", ["keras/_tf_keras/keras", "keras/api/_tf_keras/keras", "keras"])
def test_what_tensorflow_loads_of_keras_is_found_in_keras_alone(package: str) -> None:
    files = {
        "keras/__init__.py": "",
        "keras/src/__init__.py": "",
        "keras/src/version.py": "__version__ = '3'\n",
        f"{package}/__init__.py": "from keras.src.version import __version__\n",
    }
    files |= {f"{'/'.join(package.split('/')[:n])}/__init__.py": "" for n in range(2, package.count("/") + 1)}
    made = indexed(files)
    for name in ("tf.keras.__version__", "tensorflow.keras.__version__"):
        assert [match.key for match in where(made, name).matches] == ["keras.src.version:__version__"]
    assert not where(made, "tf.__version__").matches
    assert not where(indexed({**files, "tensorflow/__init__.py": ""}), "tf.keras.__version__").matches


def test_a_name_that_is_not_experimental_is_shown_first() -> None:
    files = {
        **TF1,
        "tensorflow/python/keras/schedules.py": """
            from tensorflow.python.util.tf_export import keras_export
            @keras_export("keras.optimizers.schedules.Decay", "keras.experimental.Decay")
            class Decay(object): pass
        """,
    }
    names = {where(made, "keras.experimental.Decay").matches[0].name for made in (indexed(files), quick(files))}
    assert names == {"keras.optimizers.schedules.Decay"}
