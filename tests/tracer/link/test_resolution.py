"""Where names lead: source in, expected keys out."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program, targets
from tracer.link import exports
from tracer.link.names import link_names

CASES: dict[str, tuple[dict[str, str], dict[str, str | None]]] = {
    "relative imports": (
        {
            "a/__init__.py": "from .b.c import C\nfrom . import d",
            "a/b/c.py": "from ..d import C",
            "a/d.py": "class C: pass",
        },
        {"a.C": "a.d:C", "a.d": "a.d:", "a.b.c.C": "a.d:C"},
    ),
    "a namespace package needs no __init__": ({"a/b/c.py": "x = 1"}, {"a.b.c.x": "a.b.c:x", "a.b": "a.b:"}),
    "star import without __all__ leaves underscored names": (
        {"a.py": "from b import *", "b.py": "def f(): pass\ndef _g(): pass"},
        {"a.f": "b:f", "a._g": None},
    ),
    "__all__ with +=, extend, append and another module's": (
        {
            "a.py": "from b import *",
            "b.py": """
                import c
                from c import *
                __all__ = ["_p"]
                __all__ += ["q"]
                __all__.extend(["r"])
                __all__.append("s")
                __all__ += c.__all__
                def _p(): pass
                def q(): pass
                def r(): pass
                def s(): pass
                def t(): pass
            """,
            "c.py": "__all__ = ['u'] + ['v']\ndef u(): pass\ndef v(): pass",
        },
        {"a._p": "b:_p", "a.q": "b:q", "a.r": "b:r", "a.s": "b:s", "a.t": None, "a.u": "c:u", "a.v": "c:v"},
    ),
    "a later star import hides an earlier name": (
        {"a.py": "from b import f\nfrom c import *\ng = f", "b.py": "def f(): pass", "c.py": "def f(): pass"},
        {"a.f": "c:f", "a.g": "c:f"},
    ),
    "an alias taken before a name is bound anew": (
        {"a.py": "def f(): pass\nold = f\ndef f(): pass"},
        {"a.old": "a:f", "a.f": "a:f#2"},
    ),
    "assignments that alias, through modules": (
        {"a.py": "import m.n\nimport m as k\nC = m.n.C\nD = k.n.C", "m/__init__.py": "", "m/n.py": "class C: pass"},
        {"a.C": "m.n:C", "a.D": "m.n:C"},
    ),
    "a chain of assignments to one name ends": (
        {"a.py": "\n".join(["x = object()", *["x = x.f(x)"] * 300])},
        {"a.x": "a:x"},
    ),
    "an import cycle ends": (
        {"a.py": "from b import x\nfrom b import y", "b.py": "from a import x\ndef y(): pass"},
        {"a.y": "b:y"},
    ),
    "try and except: what is in the snapshot first": (
        {"a.py": "try:\n  from nowhere import f\nexcept ImportError:\n  from b import f", "b.py": "def f(): pass"},
        {"a.f": "b:f"},
    ),
    "python 2 and type checking branches are not taken": (
        {
            "a.py": """
                import six, sys
                from typing import TYPE_CHECKING
                if six.PY2:
                    from b import f
                else:
                    from c import f
                if sys.version_info >= (3, 8):
                    from c import g
                else:
                    from b import g
                if TYPE_CHECKING:
                    from b import h
                else:
                    from c import h
            """,
            "b.py": "def f(): pass\ndef g(): pass\ndef h(): pass",
            "c.py": "def f(): pass\ndef g(): pass\ndef h(): pass",
        },
        {"a.f": "c:f", "a.g": "c:g", "a.h": "c:h"},
    ),
    "LazyLoader, its module given by a variable": (
        {
            "a.py": """
                from loaders import LazyLoader as _LazyLoader
                _name = "pkg.real"
                lazy = _LazyLoader("lazy", globals(), _name)
                f = lazy.f
            """,
            "loaders.py": "class LazyLoader: pass",
            "pkg/__init__.py": "",
            "pkg/real.py": "def f(): pass",
        },
        {"a.lazy": "pkg.real:", "a.lazy.f": "pkg.real:f", "a.f": "pkg.real:f"},
    ),
    "KerasLazyLoader leads to Keras 3": (
        {
            "tensorflow/__init__.py": """
                import sys as _sys
                from tensorflow.lazy import KerasLazyLoader as _KerasLazyLoader
                _current_module = _sys.modules[__name__]
                setattr(_current_module, "keras", _KerasLazyLoader(globals()))
                _losses = _KerasLazyLoader(globals(), submodule="losses", name="losses")
                setattr(_current_module, "losses", _losses)
            """,
            "tensorflow/lazy.py": "class KerasLazyLoader: pass",
            "keras!keras/__init__.py": """
                import os
                __path__.append(os.path.join(os.path.dirname(__file__), "api"))
            """,
            "keras!keras/api/_tf_keras/__init__.py": "",
            "keras!keras/api/_tf_keras/keras/__init__.py": "from keras.src.models import Sequential\n"
            "from keras._tf_keras.keras import losses",
            "keras!keras/api/_tf_keras/keras/losses/__init__.py": "from keras.src.models import Loss",
            "keras!keras/src/__init__.py": "",
            "keras!keras/src/models.py": "class Sequential: pass\nclass Loss: pass",
        },
        {
            "tensorflow.keras.Sequential": "keras.src.models:Sequential",
            "tensorflow.losses.Loss": "keras.src.models:Loss",
        },
    ),
    "lazy_loader.attach and a module's __getattr__ table": (
        {
            "a/__init__.py": "import lazy_loader\n"
            "__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, ['sub'], {'b': ['f']})",
            "a/b.py": "def f(): pass",
            "a/sub.py": "",
            "t/__init__.py": "_where = {'f': 't.b'}\ndef __getattr__(name):\n  return import_module(_where[name])",
            "t/b.py": "def f(): pass",
        },
        {"a.f": "a.b:f", "a.sub": "a.sub:", "t.f": "t.b:f"},
    ),
    "what only type checkers import says what a module looks up, where nothing else does": (
        {
            "a/__init__.py": """
                from typing import TYPE_CHECKING
                from catalog import look_up as __getattr__
                if TYPE_CHECKING:
                    from a.names import *
                    from a.others import *
                from a.others import g
            """,
            "a/names.py": "from a.b import f as f, g as g",
            "a/others.py": "def g(): pass",
            "a/b.py": "def f(): pass\ndef g(): pass",
        },
        {"a.f": "a.b:f", "a.g": "a.others:g"},
    ),
    "sys.modules gives a module another name": (
        {
            "a/__init__.py": "import sys\nfrom a import b\nsys.modules['a.old'] = b",
            "a/b.py": "x = 1",
            "c.py": "from a.old import x",
        },
        {"c.x": "a.b:x"},
    ),
    "a package binds a name over its submodule": (
        {"a/__init__.py": "from a.rnn import rnn", "a/rnn.py": "def rnn(): pass", "b.py": "from a import rnn"},
        {"b.rnn": "a.rnn:rnn"},
    ),
    "wrappers are seen through, factories are not": (
        {
            "a.py": """
                import functools
                from d import tf_export, wrapping, making, handing_back
                def f(x): pass
                exported = tf_export("f")(wrapping(f))
                wrapped = wrapping(f)
                made = making("name")
                same = handing_back(f)
                part = functools.partial(f, 1)
            """,
            "d.py": """
                import functools
                class Exporter: pass
                tf_export = functools.partial(Exporter, api="x")
                def wrapping(function):
                    @functools.wraps(function)
                    def inner(*args, **kwargs): pass
                    return inner
                def making(name):
                    def fresh(x): pass
                    return fresh
                def handing_back(function):
                    function.marked = True
                    return function
            """,
        },
        {
            "a.exported": "a:f",
            "a.wrapped": "a:f",
            "a.made": "d:making.<locals>.fresh",
            "a.same": "a:f",
            "a.part": "a:f",
        },
    ),
    "a bound method of a module's instance": (
        {"a.py": "class C:\n  def m(self): pass\n_c = C()\nm = _c.m"},
        {"a.m": "a:C.m", "a._c": "a:_c"},
    ),
    "what a generated module would have": (
        {"tensorflow/python/ops/math_ops.py": "from tensorflow.python.ops import gen_math_ops\nadd = gen_math_ops.add"},
        {"tensorflow.python.ops.math_ops.add": "tensorflow.python.ops.gen_math_ops:add"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_names_lead_to(case: str) -> None:
    files, expected = CASES[case]
    assert targets(program(files), *expected) == expected


def test_alternatives_are_kept_and_labelled() -> None:
    files = {
        "model.py": """
            from config import backend
            if backend() == "tensorflow":
                from tf_trainer import Trainer
            elif backend() == "jax":
                from jax_trainer import Trainer
            else:
                raise RuntimeError
        """,
        "config.py": "def backend(): pass",
        "tf_trainer.py": "class Trainer: pass",
        "jax_trainer.py": "class Trainer: pass",
    }
    first = [(r.key, r.condition) for r in program(files).resolve("model", "Trainer")]
    assert first == [
        ("tf_trainer:Trainer", "backend() == 'tensorflow'"),
        ("jax_trainer:Trainer", "backend() == 'jax'"),
    ]
    other = [r.key for r in program(files, backend="jax").resolve("model", "Trainer")]
    assert other == ["jax_trainer:Trainer", "tf_trainer:Trainer"]


def test_nothing_is_read_that_no_name_leads_to() -> None:
    made = program({"a.py": "from b import f", "b.py": "def f(): pass", "c.py": "x = 1"})
    made.lookup("a.f")
    assert {name for name, module in made._modules.items() if module} == {"a", "b"}


def test_the_older_api_of_an_installed_tensorflow_has_a_root_of_its_own() -> None:
    made = program(
        {
            "tensorflow/__init__.py": """
                from tensorflow.python.util.lazy_loader import KerasLazyLoader as _KerasLazyLoader
                losses = _KerasLazyLoader(globals(), submodule="losses", name="losses")
            """,
            "tensorflow/_api/v2/compat/v1/__init__.py": "from tensorflow._api.v2.compat.v1 import losses",
            "tensorflow/_api/v2/compat/v1/losses/__init__.py": "",
            "keras!keras/_tf_keras/keras/losses/__init__.py": "",
        }
    )
    assert exports.aliases(made, "v2") == {"tf.losses": "tf.keras.losses"}
    assert exports.aliases(made, "v1") == {}


def test_where_the_root_imports_all_of_tensorflow_the_public_api_is_what_can_be_imported() -> None:
    made = program(
        {
            "tensorflow/__init__.py": "from tensorflow.python import *",
            "tensorflow/python/__init__.py": """
                from tensorflow.python.ops import one, two
                __all__ = ["one", "two"]
            """,
            "tensorflow/python/ops.py": """
                from tensorflow.python.util.tf_export import tf_export
                @tf_export("one")
                def one(): pass
                def two(): pass
            """,
        }
    )
    rows = link_names(made).exports
    assert sorted((row.name, row.text) for row in rows if row.api == "v1") == [
        ("tf.one", '@tf_export("one")'),
        ("tf.two", "public in tensorflow"),
    ]
