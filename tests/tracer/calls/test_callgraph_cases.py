"""Small programs with the graph a reader would draw: `tests/tracer/callgraph/<category>/<case>/`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tracer.graph import CallGraph
from tracer.link.calls import analysis
from tracer.queries.calls import Choice, filtered
from tracer.queries.directory import call_graph
from tracer.views.graph_formats import pycg

CASES = Path(__file__).parent.parent / "callgraph"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/callgraph.json"))


def pairs(table: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(caller, callee) for caller, callees in table.items() for callee in callees}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_edges(folder: Path) -> None:
    graph, problems = call_graph(folder)
    assert not problems
    found = json.loads(pycg(filtered(graph, Choice(outside=True))))
    assert pairs(found) == pairs(json.loads((folder / "callgraph.json").read_text()))


IMPLICIT = """\
class Shown:
    def __str__(self):
        return "shown"

    def __iter__(self):
        return iter(())


def one():
    shown = Shown()
    return f"{shown}"


def several(first):
    shown = Shown()
    return (
        "text "
        f"{1}"
        f"{shown or first}"
        f'''a text of
        some {shown!s:{shown}} lines
        {shown if first else None}'''
    )


def starred(take):
    shown = Shown()
    take(
        1,
        *shown,
    )
    return [
        2,
        *(shown or ()),
    ]
"""


def test_calls_that_no_name_stands_for_have_the_line_of_what_they_are_made_on(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(IMPLICIT)
    graph, _ = call_graph(tmp_path)
    lines = {
        (edge.caller, edge.callee): sorted({line for line, _ in edge.sites})
        for edge in graph.edges
        if edge.callee.startswith("main:Shown.")
    }
    assert lines == {
        ("main:one", "main:Shown.__str__"): [11],
        ("main:several", "main:Shown.__str__"): [19, 21, 22],
        ("main:starred", "main:Shown.__iter__"): [30, 34],
    }


GIVEN = """\
def one(): pass
def factory(function):
    def inner(): return function()
    return inner
factory(one)()
def defines():
    def own(): pass
    def inner(): return own()
    return inner
defines()()
"""


def test_what_a_function_around_is_given_is_not_exact_however_little_is_known_of_it(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(GIVEN)
    graph, _ = call_graph(tmp_path)
    known = {(edge.caller, edge.callee): edge.confidence for edge in graph.edges}
    assert known["main:factory.<locals>.inner", "main:one"] == "inferred"
    assert known["main:defines.<locals>.inner", "main:defines.<locals>.own"] == "exact"


def test_there_is_a_case_for_every_category() -> None:
    categories = {folder.parent.name for folder in FOLDERS}
    assert categories >= {
        "args", "assignments", "builtins", "classes", "decorators", "dicts", "direct_calls", "dynamic", "exceptions",
        "external", "functions", "generators", "imports", "kwargs", "lambdas", "lists", "mro", "returns",
        "properties", "hooks", "with", "operators", "subscripts", "super", "partial", "callbacks", "registries",
        "narrowing", "conditions", "wrappers", "closures", "backends",
        "keys", "order", "texts", "truth", "iteration", "numbers",
    }  # fmt: skip


def command_output(folder: Path, seed: str, tmp_path: Path) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TRACER_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "tracer", "graph", str(folder), "--format", "pycg"]
    return subprocess.run(command, capture_output=True, check=True, env=environment, cwd=tmp_path).stdout


def test_the_command_line_prints_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    first, second = (command_output(CASES, seed, tmp_path) for seed in ("1", "2"))
    assert first == second
    table = json.loads(first)
    assert "lambdas.in_dict.main.<lambda2>" in table["lambdas.in_dict.main"]


def test_a_package_whose_modules_import_it_by_name(tmp_path: Path) -> None:
    package = tmp_path / "pack"
    package.mkdir()
    (package / "__init__.py").write_text("from pack.inner import f\n")
    (package / "inner.py").write_text("def f(): g()\ndef g(): pass\n")
    graph, _ = call_graph(package)
    assert ("inner.f", "inner.g") in pairs(json.loads(pycg(graph)))


def test_a_file_that_cannot_be_read_is_named_and_the_rest_linked(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def (:\n")
    (tmp_path / "good.py").write_text("def f(): pass\nf()\n")
    graph, problems = call_graph(tmp_path)
    assert [problem.place for problem in problems] == ["bad.py:1"]
    assert ("good", "good.f") in pairs(json.loads(pycg(graph)))


LEADS_TO_ITSELF = """
class A: pass
A.__init__ = A
A()
class B: pass
B.__new__ = B
B()
class M(type): pass
class C(metaclass=M): pass
M.__call__ = C
C()
class D:
    def __getattr__(self, name): return getattr(self, name)
D().x.y.z()
class E: pass
E.__get__ = E.__set__ = E.__iter__ = E.__bool__ = E.__enter__ = E()
E.x = E()
E().x = E().x
def replaced(f): return replaced(f)
@replaced
@replaced
def last(): last()
row = []
row.append(row)
row[0][0]()
print(*row, **{"row": row})
last()
"""


def test_what_leads_to_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(LEADS_TO_ITSELF)
    graph, problems = call_graph(tmp_path)
    assert not problems
    assert ("main", "main.replaced") in pairs(json.loads(pycg(graph)))


def test_a_decorator_out_of_a_table_is_called_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("def one(f): return f\ntable = [one]\n\n@table[0]\ndef g(): pass\n")
    graph, _ = call_graph(tmp_path)
    assert [edge.sites for edge in graph.edges if edge.callee == "m:one"] == [((4, 0),)]


INSPECTED = """\
import own_inspect
class Layer:
    def call(self, x, training=None): pass
    def takes_training(self):
        return "training" in own_inspect.getfullargspec(self.call).args
Layer().takes_training()
"""


def test_what_is_only_inspected_is_not_called(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(INSPECTED)
    (tmp_path / "own_inspect.py").write_text(
        "import inspect\ndef getfullargspec(f): return inspect.getfullargspec(f)\n"
    )
    graph, _ = call_graph(tmp_path)
    assert "main:Layer.call" not in {edge.callee for edge in graph.edges}


def graph_of(folder: Path, *parts: str) -> CallGraph:
    """The graph of a program of one file."""
    (folder / "main.py").write_text("".join(parts))
    return call_graph(folder)[0]


def test_what_makes_its_own_class_may_make_any_derived_one(tmp_path: Path) -> None:
    derived = (f"class Kind{n}(Kind):\n    def __init__(self): pass\n    def call(self): pass\n" for n in range(20))
    base = (
        "class Kind:\n    @classmethod\n    def from_config(cls, config): return cls(**config)\n"
        "    def call(self): pass\n    def __call__(self):\n        run = self.call\n        run = wrapped(run)\n"
        "        if run: return run()\n        return self.call()\n"
        "def wrapped(f):\n    def wrapper(): return f()\n    return wrapper\n"
    )
    graph = graph_of(tmp_path, base, *derived)
    rules = {(edge.caller, edge.callee): (edge.confidence, edge.rule) for edge in graph.edges}
    assert rules["main:Kind.from_config", "main:Kind7.__init__"] == ("candidate", "override")
    assert rules["main:Kind.__call__", "main:Kind7.call"] == ("candidate", "override")


def test_a_wrapper_around_an_overridden_method_leads_to_what_overrides_it(tmp_path: Path) -> None:
    derived = (f"class Kind{n}(Kind):\n    def call(self): pass\n" for n in range(20))
    base = (
        "class State:\n    pass\nclass Kind:\n    def call(self): pass\n"
        "    def __call__(self):\n        run = wrapped(self.call)\n        return run()\n"
        "def wrapped(f):\n    def wrapper(): return f()\n    return wrapper\n"
        "def restore(kind: Kind): kind.call = State()\n"
    )
    graph = graph_of(tmp_path, base, *derived)
    called = {edge.callee: edge for edge in graph.edges if edge.caller == "main:Kind.__call__"}
    assert called["main:Kind.call"].confidence == "inferred"
    overrides = [called[f"main:Kind{n}.call"] for n in range(20)]
    assert {(edge.confidence, edge.rule) for edge in overrides} == {("candidate", "override")}
    assert {edge.sites for edge in overrides} == {called["main:Kind.call"].sites}


def test_an_inner_function_is_told_all_that_its_factory_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "SMALL", 0)
    (tmp_path / "base.py").write_text(
        "hook = None\ndef wrapped(f):\n    def wrapper():\n        hook()\n        return f()\n    return wrapper\n"
    )
    for n in range(6):
        (tmp_path / f"part{n}.py").write_text(
            f"import base\ndef hook{n}(): pass\nbase.hook = hook{n}\n@base.wrapped\ndef part{n}(): pass\npart{n}()\n"
        )
    graph, _ = call_graph(tmp_path)
    called = {edge.callee for edge in graph.edges if edge.caller == "base:wrapped.<locals>.wrapper"}
    assert called == {f"part{n}:{name}{n}" for n in range(6) for name in ("part", "hook")}


WAITING = {
    "store.py": "class Box:\n    def __init__(self): self.items = []\n    def first(self): return self.items[0]\n"
    "BOX = Box()\nhook = None\n",
    "a.py": "import store\ndef read():\n    store.hook()\n    return store.BOX.first().go()\n",
    "b.py": "import store\ndef hooked(): pass\ndef prepare(): store.hook = hooked\n",
    "z.py": "import store\nclass Target:\n    def go(self): pass\ndef fill(): store.BOX.items.append(Target())\n",
}


def test_what_met_nothing_waits_for_what_may_be_learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "SMALL", 0)
    for name, text in WAITING.items():
        (tmp_path / name).write_text(text)
    graph, _ = call_graph(tmp_path)
    called = {edge.callee: edge.confidence for edge in graph.edges if edge.caller == "a:read"}
    assert called == {"b:hooked": "exact", "store:Box.first": "exact", "z:Target.go": "inferred"}


LATE = {
    "store.py": "class Near:\n    def __init__(self): self.items = []\n"
    "class Far:\n    def __init__(self): self.items = []\n"
    "NEAR, FAR, hook = Near(), Far(), None\n",
    "a.py": "import store\ndef read():\n    store.hook()\n    return store.NEAR.items[0].go()\n",
    "b.py": "import store\ndef move(unknown):\n    store.hook()\n    unknown()\n"
    "    store.NEAR.items.append(store.FAR.items[0])\n",
    "c.py": "import store\ndef hooked(): pass\ndef prepare(): store.hook = hooked\n",
    "z.py": "import store\nclass Other:\n    def go(self): pass\nclass Target:\n    def go(self): pass\n"
    "def fill(): store.FAR.items.append(Target())\n",
}


def test_what_came_after_the_last_visit_is_caught_up_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "SMALL", 0)
    for name, text in LATE.items():
        (tmp_path / name).write_text(text)
    graph, _ = call_graph(tmp_path)
    called = {edge.callee: edge.confidence for edge in graph.edges if edge.caller == "a:read"}
    assert called == {"c:hooked": "exact", "z:Target.go": "inferred"}


def test_a_private_attribute_of_what_came_from_outside_is_the_program_s_own(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "import outside\nclass Op:\n    def run(self): pass\nclass Other:\n    def run(self): pass\n"
        "def leave(thing): thing._history = Op()\ndef follow(thing): thing._history.run()\n"
        "def plain(thing): thing.history.run()\n"
        "made = outside.make()\nleave(made)\nmade.history = Op()\nfollow(outside.flat(made))\nplain(made)\n"
    )
    graph, _ = call_graph(tmp_path)
    called = [(edge.caller, edge.callee, edge.confidence) for edge in graph.edges if edge.callee.endswith(".run")]
    assert called == [
        ("main:follow", "main:Op.run", "inferred"),
        ("main:plain", "<external>:outside.make.history.run", "inferred"),
    ]


def test_nobody_outside_has_a_private_attribute_that_own_classes_have(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "import outside\nclass Own:\n    def _restore(self): pass\n    def restore(self): pass\n"
        "def both(thing):\n    thing._restore()\n    thing.restore()\nboth(Own())\nboth(outside.make())\n"
    )
    graph, _ = call_graph(tmp_path)
    called = {edge.callee for edge in graph.edges if edge.caller == "main:both"}
    assert called == {"main:Own._restore", "main:Own.restore", "<external>:outside.make.restore"}


def test_a_decorated_method_is_what_the_receiver_has_itself(tmp_path: Path) -> None:
    derived = (f"class Kind{n}(Kind):\n    def __call__(self, x): pass\n" for n in range(20))
    base = (
        "import functools\ndef traced(f):\n    @functools.wraps(f)\n    def wrapper(*args):\n        return f(*args)\n"
        "    return wrapper\nclass Kind:\n    @traced\n    def __call__(self, x): pass\n"
        "def run(kind: Kind): return kind(1)\n"
    )
    graph = graph_of(tmp_path, base, *derived)
    called = {edge.callee: edge.confidence for edge in graph.edges if edge.caller == "main:run"}
    assert (called["main:Kind.__call__"], called["main:Kind7.__call__"]) == ("inferred", "candidate")


def test_a_method_among_many_functions_is_one_of_them(tmp_path: Path) -> None:
    derived = (f"class Kind{n}(Kind):\n    def call(self): pass\n" for n in range(20))
    plain = (f"def plain{n}(): pass\nkeep(plain{n})\n" for n in range(15))
    base = (
        "class Kind:\n    def call(self): pass\n    def keep(self): keep(self.call)\n"
        "class Holder:\n    pass\nholder = Holder()\ndef keep(function): holder.held = function\n"
        "def run():\n    held = holder.held\n    return held()\n"
    )
    graph = graph_of(tmp_path, base, *derived, *plain)
    called = {edge.callee: (edge.confidence, edge.rule) for edge in graph.edges if edge.caller == "main:run"}
    assert {"main:Kind.call", "main:Kind7.call", "main:plain7"} <= called.keys()
    assert set(called.values()) == {("candidate", "assignment")}


@pytest.mark.parametrize(
    ("body", "is_callback"),
    [
        ("name = f.__name__ if callable(f) else str(f)\n    return ValueError(f'{name} {f!r} is missing')", False),
        ("if f is None or not f: raise ValueError('%s of %s' % (f, f.__doc__))\n    return '{}'.format(f)", False),
        ("f = getattr(f, '__name__', None)", False),
        ("print(f.__class__, isinstance(f, type)) if len(LIST) and f in LIST else None", False),
        ("LIST.append(f)", True),
        ("LIST[0] = f", True),
        ("g = f or print", True),
        ("return str(f), [f]", True),
        ("return getattr(f, '__call__')", True),
        ("return f.__get__(0)", True),
        ("def inner(g=f): return g", True),
        ("print(f.__name__)\n    return lambda: f", True),
        ("repr(f)", True),
        ("", True),
    ],
)  # fmt: skip
def test_what_is_only_looked_at_is_no_callback(tmp_path: Path, body: str, is_callback: bool) -> None:
    lines = ("LIST = []", "def repr(x): x()", "def passed(): pass", f"def look(f):\n    {body or 'pass'}")
    (tmp_path / "main.py").write_text("\n".join((*lines, "def main(): look(passed)\n")))
    graph, _ = call_graph(tmp_path)
    assert any(edge.callee == "main:passed" for edge in graph.edges) is is_callback


@pytest.mark.parametrize(("run", "confidence"), [("return apply(fn)", "inferred"), ("LIST.append(fn)", "candidate")])
def test_what_is_passed_to_a_function_that_calls_it_in_the_end_is_no_guess(
    tmp_path: Path, run: str, confidence: str
) -> None:
    others = (f"def other{n}(): pass\napply(other{n})\n" for n in range(12))
    program = (
        f"LIST = []\ndef apply(fn): return fn()\ndef run(fn): {run}\ndef step(): pass\ndef train(): return run(step)\n"
    )
    graph = graph_of(tmp_path, program, *others)
    known = {edge.callee: edge.confidence for edge in graph.edges if edge.caller == "main:train"}
    assert known == {"main:run": "exact", "main:step": confidence}


@pytest.mark.parametrize(
    ("exported", "guard", "called"),
    [
        ("@keras_export('Model')", "if not isinstance(layer, Layer): raise ValueError", {"Input", "Layer", "Dense"}),
        ("@keras_export('Model')", "assert isinstance(layer, Layer)", {"Input", "Layer", "Dense"}),
        ("@keras_export('Model')", "if not isinstance(layer, Layer): return", {"Input"}),
        ("", "if not isinstance(layer, Layer): raise ValueError", {"Input"}),
    ],
)
def test_what_the_public_api_refuses_says_what_others_pass(
    tmp_path: Path, exported: str, guard: str, called: set[str]
) -> None:
    (tmp_path / "api_export.py").write_text("class keras_export:\n    def __call__(self, cls): return cls\n")
    (tmp_path / "main.py").write_text(
        "from api_export import keras_export\nclass Layer:\n    def call(self): pass\n"
        "class Input(Layer):\n    def call(self): pass\nclass Dense(Layer):\n    def call(self): pass\n"
        f"{exported}\nclass Model:\n    def add(self, layer):\n        {guard}\n        layer.call()\n"
        "Model().add(Input())\n"
    )
    graph, _ = call_graph(tmp_path)
    found = {edge.callee for edge in graph.edges if edge.caller == "main:Model.add" and edge.callee.endswith(".call")}
    assert found == {f"main:{name}.call" for name in called}
