"""Which of the definitions that share a name `where` answers first, of an index and of what was never indexed."""

from __future__ import annotations

import pytest

from tests.tracer.test_where import READERS, indexed
from tracer.queries.where import where

EXPORTS = "from tensorflow.python.util.tf_export import keras_export, tf_export\n"
SUBCLASSES = "".join(
    f"@keras_export('keras.layers.L{n}')\nclass L{n}(Layer):\n  def call(self): pass\n" for n in range(9)
)
FILES = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/util/tf_export.py": "def tf_export(*n, **k): pass\ndef keras_export(*n, **k): pass",
    "tensorflow/python/a_image.py": f"{EXPORTS}@tf_export('legacy.Image')\nclass Image:\n  def fit(self): pass\n",
    "tensorflow/python/compile.py": f"{EXPORTS}@tf_export('xla.experimental.compile')\ndef compile(): pass\n",
    "tensorflow/python/losses.py": f"{EXPORTS}@keras_export('keras.losses.Loss')\nclass Loss:\n"
    "  def call(self): pass\n",
    "tensorflow/python/nn.py": f"{EXPORTS}@tf_export('nn.batch', v1=[])\ndef batch_v2(): pass\n"
    "@tf_export(v1=['placeholder'])\ndef placeholder(): pass\n"
    "@tf_export('keras.backend.placeholder')\ndef backend_placeholder(): pass\n"
    "@tf_export(v1=['train.take'])\ndef take(): pass\n"
    "@tf_export('data.Dataset')\nclass Dataset:\n  def take(self): pass\n",
    "tensorflow/python/trainers/trainer.py": "class Trainer:\n  def fit(self): pass\n  def compile(self): pass\n",
    "tensorflow/python/trainers/backend.py": "from tensorflow.python.trainers import trainer\n"
    "class BackendTrainer(trainer.Trainer):\n  def fit(self): pass\n",
    "tensorflow/python/models.py": f"{EXPORTS}from tensorflow.python.trainers.backend import BackendTrainer as Base\n"
    "from tensorflow.python.trainers import trainer\n"
    "@keras_export('keras.Model', 'keras.models.Model')\nclass Model(Base, trainer.Trainer):\n  losses = ()\n"
    "  @property\n  def layers(self): pass\n  @layers.setter\n  def layers(self, value): pass\n"
    "@keras_export('keras.Sequential')\nclass Sequential(Model): pass\n",
    "tensorflow/python/rnn.py": f"{EXPORTS}from tensorflow.python import rnn_v1\n"
    "@keras_export('keras.layers.LSTM', v1=[])\nclass LSTM(rnn_v1.LSTM): pass\n",
    "tensorflow/python/rnn_v1.py": f"{EXPORTS}@keras_export(v1=['keras.layers.LSTM'])\nclass LSTM: pass\n",
    "tensorflow/python/random.py": f"{EXPORTS}@tf_export('random.normal')\ndef normal(): pass\n"
    "@keras_export('keras.initial.RandomNormal', 'keras.init.normal')\nclass RandomNormal: pass\n",
    "tensorflow/python/old_layers.py": f"{EXPORTS}from tensorflow.python import layers\n"
    "@tf_export('layers.L0')\nclass L0(layers.L0): pass\n",
    "tensorflow/python/layers.py": f"{EXPORTS}@keras_export('keras.layers.Operation')\nclass Operation:\n"
    "  def call(self): pass\n@keras_export('keras.layers.Layer')\nclass Layer:\n  def call(self): pass\n" + SUBCLASSES,
}  # fmt: skip
FIRST = {
    "fit": ("keras.Model.fit", "tensorflow/python/trainers/backend.py"),
    "compile": ("keras.Model.compile", "tensorflow/python/trainers/trainer.py"),
    "Sequential.fit": ("keras.Sequential.fit", "tensorflow/python/trainers/backend.py"),
    "call": ("keras.layers.Layer.call", "tensorflow/python/layers.py"),
    "losses": ("keras.losses", "tensorflow/python/losses.py"),
    "placeholder": ("tf.compat.v1.placeholder", "tensorflow/python/nn.py"),
    "take": ("tf.data.Dataset.take", "tensorflow/python/nn.py"),
    "LSTM": ("keras.layers.LSTM", "tensorflow/python/rnn.py"),
    "normal": ("tf.random.normal", "tensorflow/python/random.py"),
    "L0": ("keras.layers.L0", "tensorflow/python/layers.py"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", FIRST)
def test_what_is_meant_comes_first(reader: str, name: str) -> None:
    match = where(READERS[reader](FILES), name, api="v2").matches[0]
    assert (match.title, match.file) == FIRST[name]


@pytest.mark.parametrize("reader", READERS)
def test_of_the_other_api_is_said(reader: str) -> None:
    made = READERS[reader](FILES)
    assert [match.title for match in where(made, "LSTM", api="v2").matches] == [
        "keras.layers.LSTM",
        "tf.compat.v1.keras.layers.LSTM",
    ]
    assert where(made, "LSTM", api="v1").matches[0].file == "tensorflow/python/rnn_v1.py"


@pytest.mark.parametrize("reader", READERS)
def test_a_private_base_stays_the_defining_place(reader: str) -> None:
    match = where(READERS[reader](FILES), "fit").matches[0]
    assert match.name == match.full_name == "tensorflow.python.trainers.backend.BackendTrainer.fit"
    assert [step.text for step in match.chain] == ["class Model(BackendTrainer, Trainer)"]
    assert "met" not in match.as_json()


@pytest.mark.parametrize("reader", READERS)
def test_what_a_better_one_overrides_is_listed_behind(reader: str) -> None:
    titles = [match.title for match in where(READERS[reader](FILES), "fit").matches]
    assert titles == ["keras.Model.fit", "tf.legacy.Image.fit", "tensorflow.python.trainers.trainer.Trainer.fit"]


@pytest.mark.parametrize("reader", READERS)
def test_a_property_is_listed_once(reader: str) -> None:
    made = READERS[reader](FILES)
    assert [match.line for match in where(made, "layers").matches if match.kind == "property"] == [8]
    assert len([match for match in where(made, "layers", all=True).matches if match.kind == "property"]) == 2


LAZY = """
    from tensorflow.python.util.lazy_loader import LazyLoader as _LazyLoader
    _keras_module = "keras.api._v2.keras"
    keras = _LazyLoader("keras", globals(), _keras_module)
"""
WITHOUT_KERAS = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/api_template.__init__.py": LAZY,
    "tensorflow/python/util/tf_export.py": FILES["tensorflow/python/util/tf_export.py"],
    "tensorflow/python/keras/optimizers.py": "class Adam: pass\nclass Sum: pass\n",
    "tensorflow/python/tpu.py": f"{EXPORTS}@tf_export('tpu.experimental.Adam')\nclass Adam: pass\n",
    "tensorflow/python/sum.py": f"{EXPORTS}@tf_export('math.Sum')\nclass Sum: pass\n"
    "@tf_export('experimental.near')\ndef near(): pass\n",
    "reference_impl!reference_impl/__init__.py": "",
    "reference_impl!reference_impl/layers.py": "class Dense: pass\n",
}


@pytest.mark.parametrize("reader", READERS)
def test_it_says_that_keras_has_one_elsewhere(reader: str) -> None:
    made = READERS[reader](WITHOUT_KERAS)
    answers = {name: where(made, name) for name in ("Adam", "Dense", "Sum", "near")}
    names = {name: answer.matches[0].name for name, answer in answers.items()}
    assert names == {
        "Adam": "tf.tpu.experimental.Adam", "Dense": "reference_impl.layers.Dense", "Sum": "tf.math.Sum",
        "near": "tf.experimental.near",
    }  # fmt: skip
    said = [name for name, answer in answers.items() if answer.warnings]
    assert said == ["Adam", "Dense"]
    assert "tf.keras comes from package keras: index both (`tracer index" in answers["Adam"].warnings[0]
    assert answers["Adam"].as_json()["matches"][0]["warnings"] == answers["Adam"].warnings


@pytest.mark.parametrize("reader", READERS)
def test_what_only_reference_impl_has_is_said(reader: str) -> None:
    made = READERS[reader]({**FILES, "reference_impl!reference_impl/layers.py": "class Modell: pass\n"})
    answer = where(made, "Modell")
    assert answer.warnings[0].startswith("only reference_impl has a Modell here: `tracer search Modell`")
    assert not where(made, "reference_impl.layers.Modell").warnings


def test_a_property_with_a_setter_stands_once_in_the_tree() -> None:
    from tracer.queries.tree import Trees

    nodes = Trees().children(indexed(FILES), "api", "symbol tensorflow.python.models:Model")
    assert [node.label for node in nodes].count("layers") == 1
