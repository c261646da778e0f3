"""Every way in which TensorFlow and Keras register a name, with what must be found of it."""

from __future__ import annotations

import pytest

from tracer.extract.python import extract
from tracer.facts import PythonFacts, Registration

TF = "from tensorflow.python.util.tf_export import tf_export\n"
KERAS_2 = "from tensorflow.python.util.tf_export import keras_export\n"
KERAS_3 = "from keras.src.api_export import keras_export\n"
Row = tuple[str, str, str]


def read(source: str) -> PythonFacts:
    facts, _ = extract(source.encode())
    return facts


def exports(source: str) -> list[Row]:
    return [(r.name, r.details["api"], r.symbol) for r in read(source).registrations if r.kind == "export"]


def both(symbol: str, *names: str) -> list[Row]:
    return [(name, api, symbol) for api in ("v2", "v1") for name in names]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (TF + "@tf_export('nn.relu')\ndef relu(): pass\n", both("relu", "nn.relu")),
        (TF + "@tf_export('a', 'b')\nclass A: pass\n", both("A", "a", "b")),
        (
            TF + "@tf_export('math.log', v1=['log', 'math.log'])\ndef log(): pass\n",
            [("math.log", "v2", "log"), ("log", "v1", "log"), ("math.log", "v1", "log")],
        ),
        (TF + "@tf_export(v1=['x'])\ndef x_v1(): pass\n", [("x", "v1", "x_v1")]),
        (TF + "@tf_export('x', v1=[])\ndef x_v2(): pass\n", [("x", "v2", "x_v2")]),
        (KERAS_2 + "@keras_export('keras.A', 'keras.B')\nclass A: pass\n", both("A", "keras.A", "keras.B")),
        (KERAS_3 + "@keras_export(['keras.A', 'keras.x.A'])\nclass A: pass\n",
         [("keras.A", "v2", "A"), ("keras.x.A", "v2", "A")]),
        (KERAS_3 + "@keras_export('keras.A')\nclass A: pass\n", [("keras.A", "v2", "A")]),
        (KERAS_3 + "@keras_export(path='keras.A')\nclass A: pass\n", [("keras.A", "v2", "A")]),
        ("from t import estimator_export\n@estimator_export('estimator.E')\nclass E: pass\n", both("E", "estimator.E")),
        # calls
        (TF + "tf_export(v1=['SparseTensorValue'])(SparseTensorValue)\n",
         [("SparseTensorValue", "v1", "SparseTensorValue")]),
        (TF + "lgamma = tf_export('math.lgamma')(gen_math_ops.lgamma)\n", both("gen_math_ops.lgamma", "math.lgamma")),
        (TF + "tf_export('a')(dispatch.add_dispatch_support(gen.a))\n", both("gen.a", "a")),
        (TF + "a = tf_export('a')(wrap('a', axis=0))\n", both("a", "a")),
        (TF + "a = tf_export('a')(deprecation.deprecated(None, 'x')(f))\n", both("f", "a")),
        (TF + "a = wrap(tf_export('a')(f))\n", both("f", "a")),
        (TF + "if x:\n  tf_export('a')(f)\nelse:\n  tf_export('b')(g)\n", [*both("f", "a"), *both("g", "b")]),
        (TF + "try:\n  pass\nexcept E:\n  @tf_export('a')\n  def f(): pass\n", both("f", "a")),
        # constants
        (TF + "tf_export('AUTOTUNE').export_constant(__name__, 'AUTOTUNE')\n", both("AUTOTUNE", "AUTOTUNE")),
        (TF + "tf_export(v1=['X', 'Y']).export_constant(\n    __name__, 'Z')\n", [("X", "v1", "Z"), ("Y", "v1", "Z")]),
        # tensorflow/python/ops/numpy_ops/np_export.py
        ("from t import np_utils\n@np_utils.np_doc('sum', link=x)\ndef sum(a): pass\n",
         [("experimental.numpy.sum", "v2", "sum")]),
        ("from t import np_utils\n@np_utils.np_doc_only('size', export=False)\ndef size(a): pass\n", []),
        ("from t import np_export\npi = np_export.np_export_constant(__name__, 'pi', np.pi)\n",
         [("experimental.numpy.pi", "v2", "pi")]),
        ("from t import np_export\nissubdtype = np_export.np_export('issubdtype')(np.issubdtype)\n",
         [("experimental.numpy.issubdtype", "v2", "np.issubdtype")]),
        # inside classes
        (TF + "class A:\n  @tf_export('A.f')\n  def f(self): pass\n", both("A.f", "A.f")),
        (TF + "class A:\n  @property\n  @tf_export('p')\n  def p(self): pass\n", both("A.p", "p")),
        # the decorator under other names
        ("from u.tf_export import tf_export as export\n@export('a')\ndef f(): pass\n", both("f", "a")),
        ("from u import tf_export as _tf_export\n@_tf_export('a')\ndef f(): pass\n", both("f", "a")),
        ("from u import tf_export\n@tf_export.tf_export('a')\ndef f(): pass\n", both("f", "a")),
        ("import u.tf_export as e\n@e.tf_export('a')\ndef f(): pass\n", both("f", "a")),
        (TF + "public = tf_export\n@public('a')\ndef f(): pass\n", both("f", "a")),
        (TF + "new = functools.partial(tf_export, v1=[])\n@new('a')\ndef f(): pass\n", [("a", "v2", "f")]),
        (TF + "export_a = tf_export('a')\n@export_a\ndef f(): pass\n", both("f", "a")),
        (TF + "export_a = tf_export('a')\nexport_a(f)\n", both("f", "a")),
        (
            "kx = functools.partial(api_export, api_name='keras')\n@kx('keras.a')\ndef f(): pass\n",
            both("f", "keras.a"),
        ),
        ("from k.api_export import keras_hub_export\n@keras_hub_export('keras_hub.A')\nclass A: pass\n",
         [("keras_hub.A", "v2", "A")]),
        # names that must be evaluated
        (TF + "N = 'a'\n@tf_export(N, N + '.b', f'{N}.c', '%s.d' % N)\ndef f(): pass\n",
         both("f", "a", "a.b", "a.c", "a.d")),
        (TF + "NAMES = ['a', 'b']\n@tf_export(*NAMES)\ndef f(): pass\n", both("f", "a", "b")),
        (TF + "V1 = ('a',)\n@tf_export(v1=list(V1))\ndef f(): pass\n", [("a", "v1", "f")]),
        (TF + "@tf_export('a.'\n   'b')\ndef f(): pass\n", both("f", "a.b")),
        (TF + "for n in ['a', 'b']:\n  tf_export(n)(f)\n", [*both("f", "a"), *both("f", "b")]),
        # what only looks like one
        ("@my_export\ndef f(): pass\n", []),
        ("from j import export as keras_export\n@keras_export('keras.a')\ndef f(): pass\n", []),
        ("def tf_export(*a): pass\n", []),
        ("x = 'tf_export(1)(2)'\n", []),
    ],
)  # fmt: skip
def test_exports(source: str, expected: list[Row]) -> None:
    assert sorted(exports(source)) == sorted(expected)
    assert read(source).problems == ()


def only(source: str) -> Registration:
    (found,) = read(source).registrations
    return found


def test_place_and_details() -> None:
    found = only(TF + "\nx = tf_export(\n    v1=['y'])(\n        wrap.it(f))\n")
    assert (found.line, found.end_line) == (3, 5)
    assert found.details == {"form": "call", "package": "tensorflow", "api": "v1", "bound": "x", "via": "wrap.it"}
    found = only(KERAS_3 + "@keras_export(\n  'keras.A'\n)\n@other\nclass A: pass\n")
    assert (found.line, found.end_line) == (2, 4)
    assert found.details == {"form": "decorator", "package": "keras", "api": "v2"}


def test_deprecated_endpoints() -> None:
    source = TF + "@tf_export('a', 'b')\n@deprecation.deprecated_endpoints('b')\ndef f(): pass\n"
    marked = {r.name for r in read(source).registrations if r.details.get("deprecated") == "yes"}
    assert marked == {"b"}
    source = TF + "f = tf_export('a', 'b')(deprecation.deprecated_endpoints('b')(g))\n"
    assert {r.name for r in read(source).registrations if r.details.get("deprecated") == "yes"} == {"b"}


def test_multiple_exports_are_marked() -> None:
    source = TF + "@tf_export('a', v1=[], allow_multiple_exports=True)\ndef f(): pass\n"
    assert only(source).details["multiple"] == "yes"


@pytest.mark.parametrize(
    ("source", "kind", "name", "symbol"),
    [
        ("@ops.RegisterGradient('MatMul')\ndef _MatMulGrad(op, grad): pass\n", "gradient", "MatMul", "_MatMulGrad"),
        ("ops.RegisterGradient('A')(f)\n", "gradient", "A", "f"),
        ("ops.RegisterGradient('RFFT')(_helper(1, gen.irfft))\n", "gradient", "RFFT", "_helper"),
        ("ops.NotDifferentiable('Shape')\n", "no_gradient", "Shape", ""),
        ("tf.no_gradient('Shape')\n", "no_gradient", "Shape", ""),
        ("tf.no_op()\nops.NoGradient(\"Rank\")\n", "no_gradient", "Rank", ""),
        ("class S:\n  @counterpart('keras.Sequential.add')\n  def add(self): pass\n",
         "counterpart", "keras.Sequential.add", "S.add"),
        ("from reference_impl.counterpart import counterpart as mirrors\n@mirrors('keras.X')\nclass X: pass\n",
         "counterpart", "keras.X", "X"),
        ("@keras.saving.register_keras_serializable()\nclass L: pass\n", "serializable", "Custom>L", "L"),
        ("@register_keras_serializable(package='p', name='n')\nclass L: pass\n", "serializable", "p>n", "L"),
        ("@dispatch.dispatch_for_api(math_ops.add, {'x': T})\ndef f(): pass\n", "op_dispatch", "math_ops.add", "f"),
        ("@ops.RegisterStatistics('MatMul', 'flops')\ndef f(): pass\n", "statistics", "MatMul", "f"),
        ("@RegisterPFor('Add')\ndef f(): pass\n", "vectorization", "Add", "f"),
    ],
)  # fmt: skip
def test_other_registrations(source: str, kind: str, name: str, symbol: str) -> None:
    found = only(source)
    assert (found.kind, found.name, found.symbol) == (kind, name, symbol)


def test_a_loop_over_constants_registers_each() -> None:
    facts = read("for op in ('A', 'B'):\n  ops.NotDifferentiable(op)\n")
    assert [r.name for r in facts.registrations] == ["A", "B"]


@pytest.mark.parametrize(
    "source",
    [
        TF + "def f(name):\n  return tf_export(name)(g)\n",
        TF + "def f():\n  @tf_export('a')\n  def g(): pass\n",
        TF + "@tf_export(compute())\ndef f(): pass\n",
        TF + "for n in names():\n  tf_export(n)(f)\n",
        TF + "tf_export('a').export_constant(__name__, compute())\n",
        TF + "N = N\n@tf_export(N)\ndef f(): pass\n",
    ],
)
def test_what_only_running_would_tell_is_reported(source: str) -> None:
    facts = read(source)
    assert [problem.severity for problem in facts.problems] == ["partial"]
    assert facts.registrations == ()
