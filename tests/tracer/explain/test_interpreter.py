"""Scripts in, references out, over a small made-up API."""

from __future__ import annotations

import textwrap

import pytest

from tracer.extract.python import extract
from tracer.linked import Signature
from tracer.queries.explain.documents import Block
from tracer.queries.explain.interpreter import Interpreter
from tracer.queries.explain.references import Found
from tracer.queries.explain.reports import Reports

SIGNATURES = {
    "keras.layers.Dense": Signature(("self", "units", "activation", "use_bias"), defaults={"activation": "None"}),
    "keras.layers.Activation": Signature(("self", "activation")),
    "keras.optimizers.SGD": Signature(("self", "learning_rate"), varkw="kwargs"),
    "keras.Sequential.compile": Signature(("self", "optimizer", "loss", "metrics")),
}
CLASSES = {
    "keras.Sequential",
    "keras.layers.Dense",
    "keras.layers.Activation",
    "keras.layers.Layer",
    "keras.optimizers.SGD",
    "keras.callbacks.History",
    "tf.Tensor",
}
METHODS = {
    "keras.Sequential.add",
    "keras.Sequential.compile",
    "keras.Sequential.fit",
    "keras.callbacks.History.on_epoch_end",
    "keras.layers.Dense.add_weight",
    "keras.layers.Layer.add_weight",
    "keras.layers.Layer.__init__",
    "keras.layers.Dense.__call__",
}
PROPERTIES = {"keras.Sequential.layers", "keras.callbacks.History.history", "tf.Tensor.shape"}
FUNCTIONS = {
    "keras.utils.unknown",
    "keras.activations.relu",
    "keras.losses.mean_squared_error",
    "keras.metrics.binary_accuracy",
    "keras.metrics.categorical_accuracy",
    "keras.metrics.sparse_categorical_accuracy",
    "keras.utils.to_categorical",
    "keras.Input",
}
GIVEN = {
    "keras.Sequential.fit": "keras.callbacks.History",
    "keras.utils.to_categorical": "",
    "keras.Input": "tf.Tensor",
}
MODULES = {"keras", "keras.layers", "keras.models", "keras.utils", "keras.optimizers"}
ALIASES = {"keras.models.Sequential": "keras.Sequential"}


class FakeApi:
    """An API of a dozen names."""

    title = "keras 0"

    def find(self, name: str) -> Found | None:
        for alias, target in ALIASES.items():
            if name == alias or name.startswith(f"{alias}."):
                name = target + name[len(alias) :]
        kinds = {"class": CLASSES, "method": METHODS, "function": FUNCTIONS, "property": PROPERTIES, "module": MODULES}
        for kind, names in kinds.items():
            if name in names:
                signature = SIGNATURES.get(name)
                return Found(name, kind, "keras.py", 1, 2, signature, positional=signature.args if signature else ())
        return None

    def given(self, name: str) -> str | None:
        return GIVEN.get(name)

    def elements(self, name: str) -> str | None:
        return {"keras.Sequential.layers": "keras.layers.Layer"}.get(name)

    def below(self, owner: str, name: str) -> Found | None:
        is_eager = (owner, name) == ("tf.Tensor", "numpy")
        return Found("tf.EagerTensor.numpy", "method", "tensor.py", 1, 2, None) if is_eager else None

    def is_open(self, name: str) -> str | None:
        return "SGD.__getattr__ may give it" if name == "keras.optimizers.SGD" else None

    def names_in(self, package: str) -> frozenset[str]:
        return frozenset(n.rpartition(".")[2] for n in CLASSES | FUNCTIONS if n.rpartition(".")[0] == package)

    def suggest(self, name: str) -> tuple[str, ...]:
        last = name.rpartition(".")[2]
        return tuple(sorted(known for known in CLASSES | FUNCTIONS if known.rpartition(".")[2] == last))

    def owns(self, module: str) -> bool:
        return module == "keras"


def explain(source: str) -> Reports:
    facts, flow = extract(textwrap.dedent(source).encode())
    assert not facts.problems
    interpreter = Interpreter(FakeApi())
    interpreter.read(facts, flow, Block(textwrap.dedent(source), 1))
    return interpreter.reports


FOUND = {
    "an import under another name, a constructor and methods": (
        """
        from keras.models import Sequential as S
        model = S()
        model.add(1)
        """,
        [
            (2, "import", "keras.Sequential"),
            (3, "constructor", "keras.Sequential"),
            (4, "method", "keras.Sequential.add"),
        ],
    ),
    "modules on the way are not repeated": (
        """
        import keras
        layer = keras.layers.Dense(3)
        """,
        [(2, "import", "keras"), (3, "constructor", "keras.layers.Dense")],
    ),
    "strings by keyword, by place, in lists, and short forms": (
        """
        import keras
        keras.layers.Dense(3, activation="relu")
        keras.layers.Dense(3, "relu")
        m = keras.Sequential()
        m.compile("sgd", loss=["mse"])
        """,
        [
            (2, "import", "keras"),
            (3, "constructor", "keras.layers.Dense"),
            (3, "string", "keras.activations.relu"),
            (4, "constructor", "keras.layers.Dense"),
            (4, "string", "keras.activations.relu"),
            (5, "constructor", "keras.Sequential"),
            (6, "method", "keras.Sequential.compile"),
            (6, "string", "keras.optimizers.SGD"),
            (6, "string", "keras.losses.mean_squared_error"),
        ],
    ),
    "a metric that is chosen by shapes names each choice": (
        """
        import keras
        keras.Sequential().compile(metrics=["accuracy"])
        """,
        [
            (2, "import", "keras"),
            (3, "constructor", "keras.Sequential"),
            (3, "method", "keras.Sequential.compile"),
            (3, "string", "keras.metrics.binary_accuracy"),
            (3, "string", "keras.metrics.categorical_accuracy"),
            (3, "string", "keras.metrics.sparse_categorical_accuracy"),
        ],
    ),
    "a layer called": (
        """
        from keras.layers import Dense
        dense = Dense(3)
        y = dense(x)
        """,
        [
            (2, "import", "keras.layers.Dense"),
            (3, "constructor", "keras.layers.Dense"),
            (4, "method", "keras.layers.Dense.__call__"),
        ],
    ),
    "a subclass": (
        """
        import keras
        class Mine(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.inner = keras.layers.Dense(3)
            def build(self, shape):
                self.add_weight(shape)
            def call(self, x):
                return self.inner(x)
        """,
        [
            (2, "import", "keras"),
            (3, "attribute", "keras.layers.Layer"),
            (5, "method", "keras.layers.Layer.__init__"),
            (6, "constructor", "keras.layers.Dense"),
            (8, "method", "keras.layers.Layer.add_weight"),
            (10, "method", "keras.layers.Dense.__call__"),
        ],
    ),
    "loops, conditions, functions, comprehensions and unpacking": (
        """
        from keras.layers import Dense
        def build(n=Dense(1)):
            for layer in [Dense(2), Dense(3)]:
                layer(x)
            return [Dense(i) for i in range(3)] if n else (lambda: Dense(4))
        a, b = Dense(5), 1
        a(x)
        """,
        [
            (2, "import", "keras.layers.Dense"),
            (3, "constructor", "keras.layers.Dense"),
            (4, "constructor", "keras.layers.Dense"),
            (5, "method", "keras.layers.Dense.__call__"),
            (6, "constructor", "keras.layers.Dense"),
            (7, "constructor", "keras.layers.Dense"),
            (8, "method", "keras.layers.Dense.__call__"),
        ],
    ),
    "attributes and modules by a text": (
        """
        import importlib
        import keras
        layers = importlib.import_module("keras.layers")
        make = getattr(layers, "Dense")
        make(3)
        getattr(__import__("keras.utils"), "utils").to_categorical(1)
        getattr(keras.layers, "Nothing", None)
        getattr(keras.layers, "Activation", None)
        getattr(keras.Sequential(), "add")(make(2))
        """,
        [
            (3, "import", "keras"),
            (4, "import", "keras.layers"),
            (5, "attribute", "keras.layers.Dense"),
            (6, "constructor", "keras.layers.Dense"),
            (7, "import", "keras.utils"),
            (7, "call", "keras.utils.to_categorical"),
            (9, "attribute", "keras.layers.Activation"),
            (10, "constructor", "keras.Sequential"),
            (10, "attribute", "keras.Sequential.add"),
            (10, "constructor", "keras.layers.Dense"),
        ],
    ),
    "other libraries are left alone": (
        """
        import numpy as np
        from keras.utils import to_categorical
        to_categorical(np.zeros(3))
        """,
        [(3, "import", "keras.utils.to_categorical"), (4, "call", "keras.utils.to_categorical")],
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_references(name: str) -> None:
    source, expected = FOUND[name]
    reports = explain(source)
    found = [(r.line, r.kind, r.found.name) for r in reports.references if r.found]
    assert sorted(set(found)) == sorted(set(expected))
    assert [reference for reference in reports.references if reference.found is None] == []


MISSING = [
    (
        "import keras\nkeras.Sequential().predict_classes(x)",
        "keras.Sequential.predict_classes does not exist in keras 0; replaced by "
        "numpy.argmax(model.predict(x), axis=-1), or (model.predict(x) > 0.5) for one sigmoid output",
    ),
    (
        "from keras.layers.core import Dense\nDense(3, activation='relu')",
        "keras.layers.core.Dense does not exist in keras 0; see keras.layers.Dense",
    ),
    ("import keras\nkeras.layers.Dense(lr=3)", "keras.layers.Dense takes no argument lr in keras 0"),
    (
        "import keras\nkeras.layers.Dense(output_dim=3)",
        "keras.layers.Dense takes no argument output_dim in keras 0; it is units now",
    ),
    ("import keras\nkeras.layers.Dense(1, 'nope')", "keras.activations.nope does not exist in keras 0"),
]


@pytest.mark.parametrize(("source", "note"), MISSING)
def test_what_is_missing_is_said_with_what_replaced_it(source: str, note: str) -> None:
    assert note in [reference.note for reference in explain(source).references]


def test_an_argument_that_kwargs_take_is_no_miss_but_said_if_it_was_renamed() -> None:
    references = explain("import keras\nkeras.optimizers.SGD(lr=0.1, decay=0.5, clipnorm=1)").references
    noted = [(reference.text, reference.note, reference.found is None) for reference in references if reference.note]
    assert noted == [("lr=", "goes into **kwargs; the argument is called learning_rate", False)]


def test_a_name_that_moved_is_followed_on() -> None:
    reports = explain("from keras.layers.core import Dense\nDense(3, activation='relu')")
    assert ("string", "keras.activations.relu") in [(r.kind, r.name) for r in reports.references]


GIVEN_BY = "import keras\nmodel = keras.Sequential()\n"


@pytest.mark.parametrize(
    ("source", "last"),
    [
        ("model.fit(x).history", "keras.callbacks.History.history"),
        ("h = model.fit(x)\nh.history['loss']", "keras.callbacks.History.history"),
        ("for layer in model.layers:\n    layer.add_weight()", "keras.layers.Layer.add_weight"),
        ("model.layers[0].add_weight()", "keras.layers.Layer.add_weight"),
        ("[layer.add_weight() for layer in model.layers[1:]]", "keras.layers.Layer.add_weight"),
        ("keras.Input(3).shape", "tf.Tensor.shape"),
        ("keras.layers.Dense(3)(x).shape", "tf.Tensor.shape"),
        ("keras.Input(3).numpy()", "tf.EagerTensor.numpy"),
        ("def make():\n    m = keras.Sequential()\n    return m\nmake().add(3)", "keras.Sequential.add"),
    ],
)
def test_what_calls_give_is_followed(source: str, last: str) -> None:
    reports = explain(GIVEN_BY + source)
    assert reports.references[-1].found is not None
    assert reports.references[-1].found.name == last
    assert reports.unknown == []


def test_what_is_given_may_have_more_than_its_class() -> None:
    reports = explain("import keras\nkeras.Input(3).nothing\nkeras.optimizers.SGD().anything")
    assert [reference.name for reference in reports.references] == ["keras", "keras.Input", "keras.optimizers.SGD"]
    assert [one[:3] for one in reports.unknown] == [
        (2, ".nothing", "what keras.Input gives is a tf.Tensor, or more"),
        (3, ".anything", "SGD.__getattr__ may give it"),
    ]


def test_other_packages_are_listed_and_data_is_nothing_to_follow() -> None:
    reports = explain("import keras, os.path\nfrom numpy import zeros\nkeras.utils.to_categorical(zeros(3)).mean()")
    assert list(reports.others) == ["os", "numpy"]
    assert reports.unknown == []


def test_what_cannot_be_followed_is_counted() -> None:
    reports = explain("import keras\nkeras.utils.unknown(1).mean()")
    assert [one[:3] for one in reports.unknown] == [(2, ".mean", "what keras.utils.unknown returns")]


def test_attributes_by_a_text_that_is_not_written_out_are_counted() -> None:
    reports = explain(
        """
        import keras, numpy
        for name in names:
            getattr(keras.layers, name)(3)
            getattr(numpy, name)(3)
        getattr(keras.layers, "Nothing")
        """
    )
    assert [one[:3] for one in reports.unknown] == [(4, "getattr(...)", "the attribute's name is not written out")]
    assert [one.name for one in reports.references if one.found is None] == ["keras.layers.Nothing"]


def test_what_every_object_has_is_not_missing() -> None:
    reports = explain(
        """
        import keras
        print(keras.__file__, keras.layers.Dense.__name__, keras.Sequential().__class__, keras.utils.unknown.__doc__)
        keras.layers.Dense.__mro__, keras.layers.Layer.__init__
        keras.layers.__dict__["Dense"](3)
        """
    )
    assert [one.name for one in reports.references if one.found is None] == []
    assert [one.name for one in reports.references if one.text == "__init__"] == ["keras.layers.Layer.__init__"]
    assert [(one.line, one.text) for one in reports.unknown] == [(5, ".__dict__")]


def test_layers_called_on_layers_are_read_once_each() -> None:
    calls = "layer(" * 60 + "keras.Input(3)" + ")" * 60
    reports = explain(f"import keras\nlayer = keras.layers.Dense(3)\nx = {calls}\nx.shape\n")
    assert [reference.found.name for reference in reports.references[-1:] if reference.found] == ["tf.Tensor.shape"]


def test_what_a_class_of_the_script_has_is_not_missing() -> None:
    """Also what its body assigns, and what a method does that stands below the one that asks for it."""
    reports = explain(
        """
        import keras
        class Own(keras.layers.Layer):
            units = 3
            def call(self, x):
                self.kernel(x)
                return self.units
            def build(self, shape):
                self.kernel, self.count = keras.layers.Dense(3), 0
        Own().count
        """
    )
    assert [reference for reference in reports.references if reference.found is None] == []


def test_a_star_import_binds_what_the_package_has() -> None:
    reports = explain(
        """
        Dense = print
        from keras.layers import *
        Dense(3)
        print(_hidden, unheard)
        Dense = len
        Dense(3)
        """
    )
    found = [(one.line, one.kind, one.name) for one in reports.references]
    assert found == [(3, "import", "keras.layers"), (4, "constructor", "keras.layers.Dense")]


def test_a_long_chain_of_classes_is_followed_to_its_end() -> None:
    classes = "\n".join(f"class C{n}(C{n - 1}): pass" for n in range(1, 1_500))
    reports = explain(
        f"import keras\nclass C0(keras.Sequential): pass\n{classes}\nfor x in [C1499(), C1499()]: x.add(1)"
    )
    assert reports.references[-1].name == "keras.Sequential.add"


def test_what_a_base_of_another_package_may_have_is_not_missing() -> None:
    reports = explain(
        """
        import keras, other
        class Own(keras.Sequential, other.Mixin):
            def call(self, x):
                self.mixed(x)
        """
    )
    assert [reference for reference in reports.references if reference.found is None] == []
