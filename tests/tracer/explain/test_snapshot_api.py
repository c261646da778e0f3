"""What a script's names are in a snapshot: what a constructor may make, and what replaced what is gone."""

from __future__ import annotations

import json
import textwrap

import pytest

from tests.tracer.test_where import indexed
from tracer.queries.explain.api import explain
from tracer.queries.explain.references import Explanation
from tracer.views.explanation import as_json, print_explanation

EXPORT = "from keras.src.api_export import keras_export\n"
FILES = {
    "keras!keras/__init__.py": "",
    "keras!keras/src/__init__.py": "",
    "keras!keras/src/api_export.py": "def keras_export(*names): pass",
    "keras!keras/src/model.py": EXPORT
    + textwrap.dedent("""
        @keras_export("keras.Model")
        class Model:
          def __new__(cls, *args, **kwargs):
            from keras.src.functional import Functional
            return Functional.__new__(Functional) if args else super().__new__(cls)
          def fit(self, x): pass
    """),
    "keras!keras/src/functional.py": "from keras.src.model import Model\n"
    + textwrap.dedent("""
        class Functional(Model):
          @property
          def output_shape(self): pass
        class Other:
          @property
          def input_shape(self): pass
    """),
    "keras!keras/src/layer.py": EXPORT
    + textwrap.dedent("""
        @keras_export("keras.layers.Layer")
        class Layer:
          def call(self, x): pass
        class Sub(Layer):
          def only_below(self): pass
        @keras_export("keras.Base")
        class Base:
          def __new__(cls, *args):
            return super().__new__(cls)
        class Extended(Base):
          def extra(self): pass
        @keras_export("keras.Maker")
        class Maker(Base):
          def __new__(cls, *args):
            return object.__new__(MadeByMaker)
        class MadeByMaker(Maker):
          def by_new(self): pass
    """),
    "keras!keras/src/ops.py": EXPORT + "@keras_export('keras.ops.mean')\ndef mean(x): pass",
    "keras!keras/src/floats.py": EXPORT + "@keras_export('keras.backend.floatx')\ndef floatx(): pass",
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/util/tf_export.py": "def tf_export(*n): pass",
    "tensorflow/python/ops.py": "from tensorflow.python.util.tf_export import tf_export\n"
    "@tf_export('raw_ops.Merge')\ndef Merge(inputs): pass\n"
    "@tf_export(v1=['placeholder'])\ndef placeholder(dtype): pass\n"
    "@tf_export('run')\ndef run(args): pass\n",
    "tensorflow/python/made.py": """
        from tensorflow.python.util.tf_export import tf_export
        from tensorflow.core.example.example_pb2 import *
        tf_export('train.Example')(Example)
        class Meta(type):
            def __call__(cls): pass
        @tf_export('Variable')
        class Variable(metaclass=Meta):
            def __init__(self):
                self.history, self.other = {}, None
                self.other = Variable()
            def read(self): pass
        @tf_export('data.Dataset')
        class Dataset: pass
        @tf_export('data.experimental.sample')
        def sample(x): pass
    """,
    "tensorflow/python/platform.py": "from absl.flags import *\n",
    "tensorflow/api_template.__init__.py": "",
    "tensorflow/api_template_v1.__init__.py": "from tensorflow.python import platform as flags\n",
}


def explained(script: str) -> Explanation:
    with indexed(FILES) as snapshot:
        return explain(snapshot, script, "script.py")


def test_a_member_that_only_what_the_constructor_makes_has() -> None:
    found = explained("from keras import Model\nmodel = Model(1, 2)\nprint(model.output_shape, model.fit(1))")
    assert not found.missing
    shape = next(reference for reference in found.references if reference.text == "output_shape")
    assert shape.found is not None
    assert (shape.found.file, shape.found.line) == ("keras/src/functional.py", 5)
    assert shape.note == "inferred: keras.Model.__new__ may make a Functional"
    assert not explained("import keras\nkeras.Maker(1).by_new()").missing


@pytest.mark.parametrize(
    "script", ["keras.Model(1).input_shape", "keras.layers.Layer().only_below()", "keras.Base().extra()"]
)
def test_a_member_that_nothing_made_here_has(script: str) -> None:
    assert len(explained(f"import keras\n{script}").missing) == 1


@pytest.mark.parametrize(
    ("script", "note"),
    {
        "from keras import backend as K\nK.mean(1)": "keras.ops.mean",
        "from keras.layers import Merge\nMerge([1], mode='concat')": "keras.layers.concatenate, add, multiply ...",
    }.items(),
)
def test_what_replaced_a_name_is_of_keras_too(script: str, note: str) -> None:
    found = explained(script)
    assert found.missing[-1].note is not None
    assert found.missing[-1].note.endswith(note)
    assert not any("raw_ops" in (reference.note or "") for reference in found.missing)


@pytest.mark.parametrize(
    "script",
    [
        "import tensorflow.compat.v1 as tf\ntf.placeholder(1)",
        "from tensorflow.compat import v1\nv1.placeholder(1)",
        "import tensorflow as tf\nexample = tf.train.Example()\nexample.features.feature['x'].bytes_list",
        "import tensorflow as tf\ntf.train.Example.FromString(b'')",
        "import tensorflow.compat.v1 as tf\ntf.flags.DEFINE_string('x')",
        "import tensorflow as tf\nvalue = tf.Variable()\nvalue.mine = 3\nvalue.mine.more",
        "import tensorflow as tf\ntf.Variable().history.keys()",
        "import keras\nclass Own(keras.Model): pass\nOwn().stop_training\nkeras.Model(1).stop_training",
    ],
)
def test_what_is_there_is_not_missing(script: str) -> None:
    found = explained(script)
    assert not found.missing
    assert not found.unknown


@pytest.mark.parametrize(
    "spelt", ["class Old(six.with_metaclass(Meta, object)): pass", "@six.add_metaclass(Meta)\nclass Old: pass"]
)
def test_a_metaclass_may_be_said_in_the_words_of_six(spelt: str) -> None:
    path = "tensorflow/python/made.py"
    more = f"import six\n{textwrap.dedent(FILES[path])}\n{spelt}\ntf_export('Old')(Old)\n"
    with indexed({**FILES, path: more}) as snapshot:
        found = explain(snapshot, "import tensorflow as tf\ntf.Old().numpy()", "script.py")
    assert not found.missing
    assert found.unknown


def test_what_a_metaclass_makes_may_have_more() -> None:
    found = explained("import tensorflow as tf\ntf.Variable().numpy()\ntf.Variable().other.read()")
    assert not found.missing
    assert found.unknown[0].reason.endswith("made.Meta.__call__ may make something else of it")
    assert found.references[-1].name == "tf.Variable.read"


@pytest.mark.parametrize(
    ("script", "note"),
    [
        ("import tensorflow as tf\ntf.data.Dataset.run(args=1)", "does not exist in small"),
        ("import tensorflow as tf\ntf.data.Dataset.sample", "see tf.data.experimental.sample"),
        ("import keras\nkeras.Model.fitt(1)", "did you mean keras.Model.fit?"),
        ("import keras\nkeras.layers.Layer().stop_training", "does not exist in small"),
        ("import keras\nkeras.layers._hidden()", "does not exist in small"),
    ],
)
def test_only_what_is_near_is_suggested(script: str, note: str) -> None:
    (missing,) = explained(script).missing
    assert missing.note is not None
    assert missing.note.endswith(note)


def test_what_the_snapshot_lacks_is_not_called_missing() -> None:
    script = (
        "import tensorflow as tf\nfrom tensorflow import keras\ntf.nn.relu(1)\nkeras.Model(1).fit(2)\ntf.keras.gone"
    )
    with indexed({"own.py": "def f(): pass"}) as snapshot:
        found = explain(snapshot, script, "script.py")
    assert (found.others, found.references) == (("tensorflow",), ())
    with indexed({path: text for path, text in FILES.items() if path.startswith("keras!")}) as snapshot:
        found = explain(snapshot, script, "script.py")
    assert [one.name for one in found.missing] == ["tensorflow.keras.gone"]
    outside = next(one for one in found.references if one.name == "tensorflow.nn")
    assert outside.note == "of tensorflow, which is not in this snapshot"
    assert "tensorflow.keras.Model.fit" in {one.name for one in found.references}


@pytest.mark.parametrize(
    ("script", "totals"),
    [
        ("%matplotlib inline\nimport keras\n!ls\n", "1 name found, 0 missing, 0 not followed"),
        ("%%bash\nls\n", "No name of the API is used in it."),
    ],
)
def test_the_totals_say_how_many_lines_were_skipped(
    script: str, totals: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_explanation(explained(script), script, "script.py", "small", only_missing=False, color=False)
    assert capsys.readouterr().out.splitlines()[-2:] == [
        totals,
        "skipped: 2 lines of IPython's own (%magic, !command, name?)",
    ]


def test_what_is_outside_is_counted_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    script = "import tensorflow as tf\nfrom tensorflow import keras\nkeras.Model(1)\ntf.nn.relu(1)\n"
    with indexed({path: text for path, text in FILES.items() if path.startswith("keras!")}) as snapshot:
        found = explain(snapshot, script, "script.py")
    print_explanation(found, script, "script.py", "small", only_missing=False, color=False)
    end = f"{len(found.references) - 1} names found, 1 outside this snapshot, 0 missing"
    assert capsys.readouterr().out.splitlines()[-1].startswith(end)
    assert json.loads(as_json(found, "script.py", "small"))["outside"] == 1


def test_a_name_that_no_package_exports_is_missing_whatever_modules_the_package_is_made_of() -> None:
    path = "tensorflow/python/__init__.py"
    star = "from tensorflow.core.framework.graph_pb2 import *\nfrom absl.flags import *\n"
    with indexed({**FILES, path: star}) as snapshot:
        found = explain(snapshot, "import tensorflow as tf\ntf.data.experimental.samplee(1)\ntf.dat.x\n", "script.py")
    assert [(one.text, (one.note or "").partition("; ")[2]) for one in found.missing] == [
        ("samplee", "did you mean tensorflow.data.experimental.sample?"),
        ("dat", "did you mean tensorflow.data?"),
    ]


TWIN = {
    "reference_impl!reference_impl/__init__.py": "from . import losses, models",
    "reference_impl!reference_impl/losses/__init__.py": "from .regression import MeanSquaredError, mean_squared_error",
    "reference_impl!reference_impl/losses/regression.py": """
        class MeanSquaredError: pass
        def mean_squared_error(x, y): pass
    """,
    "reference_impl!reference_impl/models.py": "class Model:\n  def compile(self, loss): pass\n",
}


WRAPPED = """
        import functools
        def traced(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper
        class Model:
            @traced
            def compile(self, loss="mse", *, rate={1: ","}): pass
"""


@pytest.mark.parametrize("models", [TWIN["reference_impl!reference_impl/models.py"], WRAPPED])
def test_strings_given_to_the_small_keras_are_its_own(models: str) -> None:
    script = (
        "import reference_impl as keras\nmodel = keras.models.Model()\nmodel.compile('mse')\nmodel.compile('mae')\n"
    )
    with indexed({**FILES, **TWIN, "reference_impl!reference_impl/models.py": models}) as snapshot:
        found = explain(snapshot, script, "script.py")
    texts = [(one.text, one.name, one.found is not None) for one in found.references if one.kind == "string"]
    assert texts == [
        ("'mse'", "reference_impl.losses.mean_squared_error", True),
        ("'mae'", "reference_impl.losses.mae", False),
    ]
