"""Which branch of an `if` at import is taken, as data: a test, and its truth (None where only a run would tell)."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program, targets
from tracer import facts as f
from tracer.extract.python import extract
from tracer.link.conditions import Settings, decide

TRUTHS: dict[str, bool | None] = {
    "TYPE_CHECKING": False,
    "typing.TYPE_CHECKING": False,
    "six.PY3": True,
    "not six.PY2": True,
    "True": True,
    "None": False,
    "3": None,
    "unknown": None,
    "not unknown": None,
    "FLAG": True,
    "_tf2.enabled()": True,
    "tf2.enabled() and unknown": None,
    "tf2.enabled() or unknown": True,
    "six.PY2 and unknown": False,
    "six.PY2 or unknown": None,
    "os.environ.get('X')": False,
    "os.getenv('X', 'False')": False,
    "os.getenv('X', '1')": True,
    "os.getenv('X', default)": None,
    "os.environ.get('X', 'a') == 'a'": True,
    "os.environ.get('X') == 'a'": False,
    "f(1)": None,
    "sys.version_info >= (3, 8)": True,
    "sys.version_info < (3,)": False,
    "sys.version_info[0] == 2": False,
    "sys.version_info[:2] >= (3, 9)": True,
    "sys.version_info[2] > 1": None,
    "sys.version_info.major == 3": True,
    "(3, 0) <= sys.version_info": True,
    "3 < sys.version_info[0]": False,
    "sys.version_info > 'a'": None,
    "sys.platform == 'win32'": False,
    "sys.platform in ('linux', 'darwin')": True,
    "os.name not in ['nt']": True,
    "platform.system() == 'Windows'": False,
    "unknown in ('a',)": None,
    "sys.platform in names": None,
    "__name__ == '__main__'": False,
    "backend.backend() == 'tensorflow'": True,
    "backend() == 'jax'": False,
    "_BACKEND in ('jax', 'torch')": False,
    "backend() == 'cuda'": None,
    "backend() == name": None,
    "1 < unknown < 3": None,
    "0.5 < unknown": None,
    "-unknown": None,
}


def test_of(text: str) -> f.Expr:
    (statement,) = extract(f"if {text}:\n    pass\n".encode())[0].body
    assert isinstance(statement, f.If)
    return statement.test


test_of.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", TRUTHS)
def test_truth(text: str) -> None:
    constants = {"FLAG": f.Constant("bool", "True")}
    assert decide(test_of(text), Settings(), constants.get) is TRUTHS[text]


def test_the_backend_and_the_api_decide() -> None:
    torch = Settings(backend="torch", api="v1")
    assert decide(test_of("backend() == 'torch'"), torch, {}.get) is True
    assert decide(test_of("tf2.enabled()"), torch, {}.get) is False


LAZY: dict[str, tuple[dict[str, str], dict[str, str | None]]] = {
    "a loader in the manner of TensorFlow": (
        {"a.py": "m = LazyLoader('m', globals(), 'b.c')", "b/__init__.py": "", "b/c.py": "class C: pass"},
        {"a.m": "b.c:", "a.m.C": "b.c:C"},
    ),
    "a loader in the manner of Keras": (
        {"a.py": "from u import LazyModule\nm = LazyModule('b')", "u.py": "class LazyModule: pass",
         "b.py": "class C: pass"},
        {"a.m.C": "b:C"},
    ),
    "a loader by keyword": (
        {"a.py": "m = util.lazy_import(module_name='b')", "b.py": "class C: pass"},
        {"a.m.C": "b:C"},
    ),
    "tf.keras is the first release of Keras that is there": (
        {"a.py": "keras = _KerasLazyLoader(globals(), mode='v1')\nlayers = KerasLazyLoader(globals(), 'v2', 'layers')",
         "keras/__init__.py": "", "keras/api/_v1/keras/__init__.py": "class C: pass",
         "keras/api/_v2/keras/__init__.py": "", "keras/api/_v2/keras/layers/__init__.py": "class D: pass"},
        {"a.keras.C": "keras.api._v1.keras:C", "a.layers.D": "keras.api._v2.keras.layers:D"},
    ),
    "lazy_loader.attach": (
        {"a/__init__.py": """
            import lazy_loader as lazy
            __getattr__, __dir__, __all__ = lazy.attach(
                __name__, submodules=["sub"], submod_attrs={"b": ["C", "f"]})
         """, "a/b.py": "class C: pass\ndef f(): pass", "a/sub.py": ""},
        {"a.C": "a.b:C", "a.f": "a.b:f", "a.sub": "a.sub:", "a.nothing": None},
    ),
    "lazy_loader.attach_stub": (
        {"a/__init__.py": "import lazy_loader as lazy\n__getattr__, *_ = lazy.attach_stub(__name__, __file__)",
         "a/__init__.pyi": "from .b import C", "a/b.py": "class C: pass"},
        {"a.C": "a.b:C"},
    ),
    "tables that __getattr__ looks names up in": (
        {"a/__init__.py": """
            _MODULES = {"C": "a.b", "g": (".b", "f"), "z": 3}
            _GROUPS = {"c": ["D"]}
            def __getattr__(name):
                return _find(name)
         """, "a/b.py": "class C: pass\ndef f(): pass", "a/c.py": "class D: pass"},
        {"a.C": "a.b:C", "a.g": "a.b:f", "a.D": "a.c:D"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAZY)
def test_lazy_names(name: str) -> None:
    files, expected = LAZY[name]
    assert targets(program(files), *expected) == expected


EXPORTED: dict[str, tuple[str, set[str]]] = {
    "a list": ("__all__ = ['f', 'C']", {"f", "C"}),
    "a sum of lists bound to names": ("base = ['f']\n__all__ = base + ['C']", {"f", "C"}),
    "all but private names": ("__all__ = [n for n in dir() if not n.startswith('_')]", {"f", "C", "sub"}),
    "items of the module's variables": ("__all__ = [n for n, x in locals().items() if x]", {"f", "C", "sub"}),
    "names of a comprehension over a list": ("__all__ = [str(n) for n in ['f', 'C']]", {"f", "C"}),
    "sorted": ("__all__ = sorted(['f'])", {"f"}),
    "what the docstring names": ("__all__ = make_all(__name__)", {"f", "C", "sub"}),
    "what other modules export": ("import sub.inner\n__all__ = list(sub.inner.__all__)", {"g"}),
}


@pytest.mark.parametrize("name", EXPORTED)
def test_what_a_star_import_brings(name: str) -> None:
    text, expected = EXPORTED[name]
    body = f"import sub\ndef f(): pass\nclass C: pass\n{text}\n"
    made = program({"m.py": body, "sub/__init__.py": "", "sub/inner.py": "__all__ = ['g']\ndef g(): pass"})
    assert made.exported("m") - {"base"} == expected
