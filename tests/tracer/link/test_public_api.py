"""The public API of TensorFlow 1.0 to 1.5: imports, `__all__` and `remove_undocumented`."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program
from tracer.link import public_api
from tracer.link.program import Program

FILES = {
    "tensorflow/__init__.py": "from tensorflow.python import *\n",
    "tensorflow/python/__init__.py": """
        from tensorflow.python import nn
        from tensorflow.python.ops.math_ops import *
        from tensorflow.python.ops import math_ops
        from tensorflow.python.layers import api as layers
        from tensorflow.python.util.all_util import remove_undocumented
        from tensorflow.core.protobuf.config_pb2 import *
        import sys as _sys
        class Session: pass
        class Hidden: pass
        _allowed = ["layers", "ConfigProto"]
        remove_undocumented(__name__, _allowed + ["Session"], [_sys.modules[__name__], math_ops])
        __all__ = [name for name in dir() if not name.startswith("_")]
    """,
    "tensorflow/python/nn.py": """
        def relu(x): pass
        def _private(): pass
        from tensorflow.python.ops.math_ops import matmul
    """,
    "tensorflow/python/ops/__init__.py": "",
    "tensorflow/python/ops/math_ops.py": "def matmul(a, b): pass\ndef internal(): pass",
    "tensorflow/python/layers/__init__.py": "",
    "tensorflow/python/layers/api.py": "class Dense: pass\n",
    "tensorflow/python/util/all_util.py": "def remove_undocumented(module, allowed): pass",
}


DOCSTRINGS = {
    "tensorflow/python/__init__.py": b'"""All.\n\n@@nn\n@@absent\n"""\n',
    "tensorflow/core/protobuf/config.proto": b"message ConfigProto {}\n",
    "tensorflow/python/ops/math_ops.py": b'"""Math.\n\n@@matmul\nnot @@internal\n"""\n',
}
PUBLIC = {"nn", "matmul", "layers", "Session", "ConfigProto"}


@pytest.fixture
def made() -> Program:
    made = program(FILES, api="v1")
    made.read = DOCSTRINGS.get
    return made


@pytest.mark.parametrize("name", ["tensorflow", "tensorflow.python"])
def test_what_is_documented_is_public(made: Program, name: str) -> None:
    module = made.module(name)
    assert module is not None
    assert public_api.documented(made, module) == PUBLIC
    told = [*PUBLIC, "math_ops", "internal", "Hidden", "absent", "remove_undocumented"]
    assert {name for name in told if public_api.is_documented(made, module, name)} == PUBLIC


def test_where_a_docstring_can_not_be_read_nothing_is_taken_away(made: Program) -> None:
    made.read = {**DOCSTRINGS, "tensorflow/python/ops/math_ops.py": None}.get
    module = made.module("tensorflow")
    assert module is not None
    assert {"math_ops", "Hidden", "matmul"} < public_api.documented(made, module)


def test_names_of_a_keras_without_decorators_are_what_its_packages_import() -> None:
    made = program(
        {
            "keras/__init__.py": "from . import models, wrappers\nfrom .models import Sequential",
            "keras/models.py": "from .engine.sequential import Sequential\nfrom . import backend as K",
            "keras/engine/__init__.py": "",
            "keras/engine/sequential.py": "class Sequential: pass",
            "keras/backend.py": "",
            "keras/wrappers/__init__.py": "from . import learn",
            "keras/wrappers/learn.py": "from ..models import Sequential\nclass Classifier: pass",
        }
    )
    key = "keras.engine.sequential:Sequential"
    expected = {"keras.Sequential": key, "keras.models.Sequential": key,
                "keras.wrappers.learn.Classifier": "keras.wrappers.learn:Classifier"}  # fmt: skip
    assert {row.name: row.symbol for row in public_api.rows(made)} == expected


def test_rows_have_the_shortest_public_name_and_the_line_that_makes_them_public(made: Program) -> None:
    rows = {row.name: row for row in public_api.rows(made)}
    assert {name: row.symbol for name, row in rows.items() if name.startswith("tf.nn")} == {
        "tf.nn.relu": "tensorflow.python.nn:relu",
        "tf.nn.matmul": "tensorflow.python.ops.math_ops:matmul",
    }
    assert rows["tf.matmul"].symbol == "tensorflow.python.ops.math_ops:matmul"
    assert rows["tf.ConfigProto"].symbol == "<external>:tensorflow.core.protobuf.config_pb2.ConfigProto"
    assert "tf.internal" not in rows
    assert not [name for name in rows if name.startswith("tf.math_ops")]
    assert {row.api for row in rows.values()} == {"v1"}


def test_a_list_is_all_that_is_added_to_it_until_it_is_used() -> None:
    text = """
        def remove_undocumented(module, allowed): pass
        a = b = c = d = e = 1
        _allowed = ["a"]
        _allowed.extend(["b"])
        _allowed.append("c")
        _allowed += ["d"]
        remove_undocumented(__name__, allowed_exception_list=_allowed)
        _allowed.append("e")
    """
    made = program({"package.py": text})
    made.read = {"package.py": b""}.get
    module = made.module("package")
    assert module is not None
    assert public_api.documented(made, module) == {"a", "b", "c", "d"}
