"""`tracer history` over a repository made here: imports, then decorators, a move, a new argument, the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracer.repositories import ENVIRONMENT, commit, git
from tracer.cli import main
from tracer.facts import EXTRACTOR_VERSION
from tracer.store import Store

EXPORT = "def keras_export(*names, **kw):\n    return lambda f: f\n"
CLASS = "class Sequential:\n    def __init__(self{extra}):\n        pass\n    def add(self, layer):\n        pass\n"
DECORATED = "from keras.export import keras_export\n@keras_export('keras.Sequential')\n" + CLASS
STATES: list[tuple[str, dict[str, str | None]]] = [
    ("v1.0.0", {"keras/__init__.py": "", "keras/models.py": CLASS.format(extra="")}),
    ("v1.1.0", {"keras/export.py": EXPORT, "keras/models.py": DECORATED.format(extra="")}),
    ("v2.0.0", {"keras/engine/__init__.py": "", "keras/engine/sequential.py": DECORATED.format(extra=""),
                "keras/models.py": "from keras.engine.sequential import Sequential\n"}),
    ("v2.1.0", {"keras/engine/sequential.py": DECORATED.format(extra=", name")}),
    ("v3.0.0", {"keras/engine/sequential.py": None, "keras/models.py": None}),
]  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    root = tmp_path / "keras-repo"
    root.mkdir()
    who = {"NAME": "A", "EMAIL": "a@example.org", "DATE": "2020-01-01T00:00:00Z"}
    environment = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=root, check=True, env={**os.environ, **environment})

    git("init", "-q")
    for tag, files in STATES:
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink() if text is None else file.write_text(text)
        git("add", "-A")
        git("commit", "-qm", f"release {tag}")
        git("tag", tag)
    return root


def test_the_events_of_a_class(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "keras.Sequential", str(repository), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [(event["revision"]["name"], event["kind"]) for event in record["events"]] == [
        ("v1.0.0", "defined"),
        ("v1.1.0", "exported"),
        ("v2.0.0", "moved"),
        ("v2.1.0", "re-signed"),
        ("v3.0.0", "removed"),
    ]
    assert record["events"][2]["text"] == "keras/models.py:3 Sequential -> keras/engine/sequential.py:3 Sequential"
    assert [event["breaking"] for event in record["events"]] == [False, False, False, True, True]
    assert record["revisions"] == 5
    assert record["events"][3]["state"]["signature"]["args"] == ["self", "name"]


def test_text_with_commits_from_inside_the_repository(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "keras")
    assert main(["history", "Sequential.add", "--revs", "v2.*", "--commits"]) == 0
    out = capsys.readouterr().out
    assert "v2.0.0         2020-01-01  keras" in out
    assert "release v2.0.0" in out
    assert "log -L" in out


@pytest.mark.parametrize(
    ("name", "globs", "said"),
    [
        ("keras.Sequential", ["*"], "is in 4 of 5 revisions looked at"),
        ("keras.Sequential", ["v1.*", "v2.*"], "is in all of 4 revisions looked at"),
        ("keras.Sequential", ["v2.1.0"], "is in the one revision looked at"),
        ("keras.Sequential", ["v3.*"], "is not in the one revision looked at"),
    ],
)
def test_how_many_revisions_have_it_is_said(
    name: str, globs: list[str], said: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["history", name, str(repository), *(word for glob in globs for word in ("--revs", glob))])
    assert capsys.readouterr().out.splitlines()[0] == f"{name} {said}"


def test_a_reader_that_has_gone_is_no_miss(repository: Path) -> None:
    command = [sys.executable, "-m", "tracer", "history", "keras.Sequential", str(repository)]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, "Error" in done.stderr) == (0, False)


def test_what_is_nowhere(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "keras.Nothing", str(repository)]) == 1
    assert "keras.Nothing is in none of 5 revisions" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["keras.Nothing", "Sequential.ad", "keras.Sequential.adds", "nothing.py:3"])
def test_of_what_is_nowhere_no_file_is_read(repository: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["history", name, str(repository)]) == 1
    with Store.open_for_writing() as store:
        known = store.known_facts("python", EXTRACTOR_VERSION)
    assert len(known) < 3  # what every answer reads: the packages and the release


WRAPPED = """\
from functools import wraps
from keras.export import keras_export

def untracked(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

@keras_export('keras.Model')
class Model:
    @untracked
    def compile(self, {arguments}):
        pass
"""
WRITTEN = {"v4.0.0": "a, b", "v4.1.0": "a, b", "v4.2.0": "a, c, d=1"}


def test_arguments_are_those_that_are_written_where_a_wrapper_takes_any(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for tag, arguments in WRITTEN.items():
        plain = WRAPPED.replace("    @untracked\n", "") if tag == "v4.0.0" else WRAPPED
        commit(repository, {"keras/export.py": EXPORT, "keras/model.py": plain.format(arguments=arguments)}, tag=tag)
    assert main(["history", "keras.Model.compile", str(repository), "--revs", "v4*", "--json"]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    assert [(event["revision"]["name"], event["text"]) for event in events if event["kind"] == "re-signed"] == [
        ("v4.2.0", "argument b removed; required argument c added; optional argument d added")
    ]


def test_errors_say_what_to_do(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "X", str(repository), "--revs", "v9*"]) == 2
    assert "no tag matches: v9* (it has 5 tags; a branch or a commit will do too)" in capsys.readouterr().err
    assert main(["history", "X", str(tmp_path)]) == 2
    assert "not a git repository" in capsys.readouterr().err


def test_nothing_is_read_twice(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["history", "keras.Sequential", str(repository)])
    with Store.open_for_writing() as store:
        known = store.known_facts("python", EXTRACTOR_VERSION)
    main(["history", "keras.Sequential", str(repository)])
    with Store.open_for_writing() as store:
        assert store.known_facts("python", EXTRACTOR_VERSION) == known
    assert capsys.readouterr().err.count("Traceback") == 0


def test_a_class_imported_from_another_repository_is_not_gone(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = "from .models import Sequential\n"
    models: dict[str, str | bytes] = {
        "keras/__init__.py": root,
        "keras/models.py": "from tensorflow.keras import Sequential\n",
    }
    commit(repository, models, tag="v4.0.0")
    git(repository, "tag", "v4.0.1")
    assert main(["history", "keras.Sequential.add", str(repository), "--revs", "v[34]*", "--json"]) == 0
    (event,) = json.loads(capsys.readouterr().out)["events"]
    assert (event["revision"]["name"], event["kind"]) == ("v4.0.0", "re-exported")
    assert event["text"] == "from tensorflow.keras.Sequential, of another repository"
    commit(repository, {"keras/models.py": "x = 1\n"}, tag="v5.0.0")
    assert main(["history", "keras.Sequential", str(repository), "--revs", "v[345]*", "--json"]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    assert [(event["revision"]["name"], event["kind"]) for event in events[1:]] == [("v5.0.0", "removed")]


# --------------------------------------------------------------------------------------------- generated names

EMPTY = dict.fromkeys(["tensorflow/__init__.py", "tensorflow/python/ops/__init__.py"], "")
OP = 'REGISTER_OP("Relu")\n    .Input("features: T")\n    .Output("activations: T"){more}\n    .Attr("T: {{float}}");\n'
API = 'op {\n  graph_op_name: "Relu"\n  endpoint {\n    name: "nn.relu"\n  }\n}\n'
GENERATED: list[tuple[str, dict[str, str | bytes]]] = [
    ("v1.0.0", {**EMPTY, "tensorflow/__init__.py": "from tensorflow.python.ops import nn\n",
                "tensorflow/python/ops/nn.py": "from tensorflow.python.ops.gen_nn_ops import *\n",
                "tensorflow/core/ops/nn_ops.cc": OP.format(more="")}),
    ("v1.5.0", {"tensorflow/core/api_def/base_api/api_def_Relu.pbtxt": API}),
    ("v1.6.0", {"tensorflow/core/ops/nn_ops.cc": "\n" + OP.format(more='\n    .Attr("alpha: float = 0.5")')}),
    ("v2.0.0", {"tensorflow/core/ops/nn_ops.cc": "int x;\n"}),
]  # fmt: skip


@pytest.fixture
def with_ops(tmp_path: Path, cache: Path) -> Path:
    root = tmp_path / "tensorflow"
    for number, (tag, files) in enumerate(GENERATED):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(ENVIRONMENT, "GIT_COMMITTER_DATE", f"2020-01-0{number + 1}T00:00:00Z")
            commit(root, files, tag=tag)
    git(root, "remote", "add", "origin", "https://github.com/tensorflow/tensorflow.git")
    return root


@pytest.mark.parametrize(
    ("name", "last", "events"),
    [
        ("tf.nn.relu", "relu", ["defined", "exported", "re-signed", "removed"]),
        ("tensorflow.python.ops.gen_nn_ops.relu", "relu", ["defined", "exported", "re-signed", "removed"]),
        ("Relu", "Relu", ["defined", "re-signed", "removed"]),
        ("op:Relu", "Relu", ["defined", "re-signed", "removed"]),
    ],
)
def test_what_a_build_generates_from_ops(
    with_ops: Path, capsys: pytest.CaptureFixture[str], name: str, last: str, events: list[str]
) -> None:
    assert main(["history", name, str(with_ops), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["events"]
    assert [event["kind"] for event in found] == events
    state = found[0]["state"]
    assert (state["file"], state["line"], state["qualname"]) == ("tensorflow/core/ops/nn_ops.cc", 1, last)
    commit_of_v1 = git(with_ops, "rev-parse", "v1.0.0")
    where = f"https://github.com/tensorflow/tensorflow/blob/{commit_of_v1}/tensorflow/core/ops/nn_ops.cc#L1"
    assert state["url"] == where
    assert found[-2]["state"]["signature"]["args"] == ["features", "alpha", "name"]
    assert main(["history", name, str(with_ops)]) == 0
    assert where in capsys.readouterr().out


def test_an_op_whose_public_name_only_its_api_def_says(tmp_path: Path, cache: Path) -> None:
    root = tmp_path / "tensorflow"
    for tag, files in GENERATED[:3]:
        commit(root, files, tag=tag)
    # Since TensorFlow 1.8 no Python file imports what is generated.
    commit(root, {"tensorflow/__init__.py": "", "tensorflow/python/ops/nn.py": ""}, tag="v1.8.0")
    command = [sys.executable, "-m", "tracer", "history", "tf.nn.relu", str(root), "--revs", "v1.[68].0"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "defined" in found.stdout
    assert "removed" not in found.stdout


def test_an_op_that_is_nowhere(with_ops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "tf.nn.nothing", str(with_ops)]) == 1
    assert "is in none of 4 revisions" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------ before decorators

MODEL = "class Model:\n    pass\n"
CONTRIB = "tensorflow/contrib/keras"
BY_IMPORT: list[tuple[str, dict[str, str | bytes]]] = [
    ("v1.0.0", {"tensorflow/__init__.py": "from tensorflow.python import *\nfrom tensorflow import contrib\n",
                "tensorflow/python/__init__.py": "",
                "tensorflow/contrib/__init__.py": "from tensorflow.contrib import keras\n",
                f"{CONTRIB}/__init__.py": "from tensorflow.contrib.keras.api.keras import *\n",
                f"{CONTRIB}/api/keras/__init__.py": "from tensorflow.contrib.keras.api.keras import models\n",
                f"{CONTRIB}/api/keras/models/__init__.py":
                    "from tensorflow.contrib.keras.python.keras.models import Model\n",
                f"{CONTRIB}/python/keras/models.py": MODEL}),
    ("v1.4.0", {"tensorflow/python/__init__.py":
                    "from tensorflow.python import keras\n"
                    "__all__ = [name for name, x in locals().items() if not name.startswith('_')]\n",
                "tensorflow/python/keras/__init__.py": "from tensorflow.python.keras import models, hidden\n"
                    "remove_undocumented(__name__, ['models'])\n__all__ = ['models']\n",
                "tensorflow/python/keras/models.py": "from tensorflow.python.keras._impl.training import Model\n",
                "tensorflow/python/keras/hidden.py": "from tensorflow.python.keras._impl.training import Model\n",
                "tensorflow/python/keras/_impl/training.py": MODEL,
                "tensorflow/contrib/__init__.py": ""}),
    ("v1.8.0", {"tensorflow/__init__.py": "",
                "tensorflow/python/util/tf_export.py": EXPORT.replace("keras_export", "tf_export"),
                "tensorflow/python/keras/_impl/training.py":
                    "from tensorflow.python.util.tf_export import tf_export\n"
                    "@tf_export('keras.models.Model', 'keras.Model')\n" + MODEL}),
]  # fmt: skip


def test_public_names_before_there_were_decorators(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for tag, files in BY_IMPORT:
        commit(tmp_path / "tensorflow", files, tag=tag)
    assert main(["history", "tf.keras.models.Model", str(tmp_path / "tensorflow"), "--json"]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    assert [
        (event["revision"]["name"], event["kind"], event["text"]) for event in events if "port" in event["kind"]
    ] == [
        ("v1.0.0", "exported", "tf.contrib.keras.models.Model"),
        ("v1.4.0", "exported", "tf.keras.models.Model"),
        ("v1.4.0", "unexported", "tf.contrib.keras.models.Model"),
        ("v1.8.0", "exported", "keras.Model, keras.models.Model, tf.keras.Model"),
    ]


LOADER = "class _Loader(object):\n    def __getattr__(self, item):\n        pass\ncontrib = _Loader()\n"
NEVER_DECORATED: list[tuple[str, dict[str, str | bytes]]] = [
    ("v1.0.0", {"tensorflow/__init__.py": "from tensorflow.python import *\n" + LOADER,
                "tensorflow/python/__init__.py": "",
                "tensorflow/contrib/__init__.py": "from tensorflow.contrib import slim\n",
                "tensorflow/contrib/slim/__init__.py": "from tensorflow.contrib.slim.python.arg import scope, hide\n",
                "tensorflow/contrib/slim/python/arg.py": "def scope(x):\n    pass\n"}),
    ("v1.8.0", {"tensorflow/__init__.py": LOADER}),
    ("v1.9.0", {"tensorflow/contrib/slim/__init__.py": ""}),
]  # fmt: skip


def test_contrib_is_public_by_import_while_the_rest_is_decorated(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for tag, files in NEVER_DECORATED:
        commit(tmp_path / "tensorflow", files, tag=tag)
    assert main(["history", "tf.contrib.slim.scope", str(tmp_path / "tensorflow"), "--json"]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    assert [(event["revision"]["name"], event["kind"], event["text"]) for event in events[1:]] == [
        ("v1.0.0", "exported", "tf.contrib.slim.scope"),
        ("v1.9.0", "removed", "tf.contrib.slim.scope is gone"),
    ]


EXPORTED = "from tensorflow.python.util.tf_export import tf_export\n@tf_export{names}\nclass {name}({base}):\n"
OF_MEMBERS: list[tuple[str, dict[str, str | bytes]]] = [
    ("v1.0.0", {"tensorflow/__init__.py": "", "tensorflow/python/util/tf_export.py":
                    EXPORT.replace("keras_export", "tf_export"),
                "tensorflow/contrib/keras/training.py": MODEL.replace("pass", "def fit(self, x):\n        pass"),
                "tensorflow/python/tape.py": "class Tape:\n    def gradient(self):\n        pass\n"}),
    ("v1.8.0", {"tensorflow/contrib/keras/training.py": "",
                "tensorflow/python/keras/base.py": "class Base:\n    def fit(self, x):\n        pass\n",
                "tensorflow/python/keras/training.py": "from tensorflow.python.keras.base import Base\n"
                    + EXPORTED.format(names="('keras.Model')", name="Model", base="Base") + "    pass\n",
                "tensorflow/python/tape.py": EXPORTED.format(names="('Tape')", name="Tape", base="object")
                    + "    def gradient(self):\n        pass\n"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tf.keras.Model.fit", [
            ("v1.0.0", "defined", "tensorflow/contrib/keras/training.py:2 Model.fit"),
            ("v1.8.0", "moved", "tensorflow/contrib/keras/training.py:2 Model.fit -> "
             "tensorflow/python/keras/base.py:2 Base.fit"),
            ("v1.8.0", "exported", "keras.Model.fit, tf.keras.Model.fit"),
        ]),
        ("tf.Tape.gradient", [
            ("v1.0.0", "defined", "tensorflow/python/tape.py:2 Tape.gradient"),
            ("v1.8.0", "exported", "tf.Tape.gradient"),
        ]),
    ],
)  # fmt: skip
def test_members_before_their_class_was_public(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str], name: str, expected: list[tuple[str, str, str]]
) -> None:
    for tag, files in OF_MEMBERS:
        commit(tmp_path / "tensorflow", files, tag=tag)
    assert main(["history", name, str(tmp_path / "tensorflow"), "--json"]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    assert [(event["revision"]["name"], event["kind"], event["text"]) for event in events] == expected


def test_a_package_that_went_to_another_distribution(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "tensorflow"
    export = {"tensorflow/python/util/tf_export.py": EXPORT.replace("keras_export", "tf_export")}
    estimator = EXPORTED.format(names="('estimator.Estimator')", name="Estimator", base="object") + "    pass\n"
    commit(root, {"tensorflow/__init__.py": "", **export}, tag="v1.0.0")
    commit(root, {"tensorflow/python/estimator/estimator.py": estimator}, tag="v1.1.0")
    shim = "from tensorflow_estimator.python.estimator.estimator import *\n"
    commit(root, {"tensorflow/python/estimator/estimator.py": shim}, tag="v1.13.0")
    assert main(["history", "tf.estimator.Estimator", str(root), "--json"]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    assert [(event["revision"]["name"], event["kind"]) for event in events] == [
        ("v1.1.0", "defined"),
        ("v1.1.0", "exported"),
        ("v1.13.0", "re-exported"),
    ]
    assert events[-1]["text"] == "from tensorflow_estimator, of another repository"
