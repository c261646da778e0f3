"""Which of several chains of calls is the one told, on a small snapshot in the shape of a Keras."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tracer.repositories import write
from tracer.cli import main
from tracer.index.build import Request, index
from tracer.queries import path_search
from tracer.queries.calls import Calls, Choice
from tracer.queries.path_costs import LONGEST
from tracer.queries.paths import paths
from tracer.store import Snapshot, Store

pytestmark = pytest.mark.usefixtures("alone")

LAYERS = 12
FUNCTION, ONCE = (f"Trainer._function.<locals>.{name}" for name in ("function", "once"))
KINDS = """
class Base(layers.Layer):
    def __call__(self, x):
        return super().__call__(x)

    def call(self, x):
        return self.kernel(x)

    def kernel(self, x):
        return x

class First(Base):
    def kernel(self, x):
        return ops.first()

class Second(Base):
    def kernel(self, x):
        return ops.second()

class Quiet(Second):
    def other(self):
        return ops.first()

class Optimizer:
    def __init__(self):
        self.rate = 1

    def apply(self):
        return ops.first()

class Trainer:
    def _function(self, step):
        def once(data):
            return self.strategy.run(step, args=(data,))
        def function(iterator):
            return once(iterator)
        return function

    def train(self):
        self.train_function = self._function(self.train_step)
        return self.train_function(1)

    def test(self):
        self.test_function = self._function(self.test_step)
        return self.test_function(1)

    def train_step(self, data):
        return ops.first()

    def test_step(self, data):
        return ops.second()

class Cast(layers.Layer):
    def call(self, x):
        return x

class Dot(layers.Layer):
    def call(self, x):
        return ops.first()

def casts(x):
    y = Cast()(x)
    return dots(y)

def dots(x):
    return Dot()(x)

def makes():
    return Optimizer()

def asks(first: First):
    return first.kernel(1)

def decorated(function):
    def wrapper(*arguments):
        return function(*arguments)
    return wrapper

@decorated
def one():
    return ops.first()

@decorated
def two():
    return ops.second()

def calls_one():
    return one()

class Root:
    def __call__(self, x):
        return self.call(x)

    def call(self, x):
        return x

class Branch(Root):
    def __call__(self, x):
        return super().__call__(x)

class Leaf(Branch):
    def call(self, x):
        return ops.first()

class Stranger(Root):
    def call(self, x):
        return ops.second()

def runs(branch: Branch):
    return branch(1)

class Unit:
    @decorated
    def __call__(self, x):
        return self.run(x)

    def run(self, x):
        raise NotImplementedError

class Part(Unit):
    @decorated
    def __call__(self, x):
        return super().__call__(x)

class Plain(Part):
    def run(self, x):
        return ops.first()

class Steps:
    def loop(self, x):
        return self.step(x)

    def step(self, x):
        return self(x)

    @classmethod
    def made(cls):
        return cls()

class Whole(Steps, Part):
    def __init__(self):
        ops.second()

    def run(self, x):
        return self.through(x)

    def through(self, part: Part):
        return part(None)

class Other(Steps, Part):
    def __init__(self):
        ops.small()

    def run(self, x):
        return ops.small()

class Making(type):
    @decorated
    def __call__(cls):
        return super().__call__()

class Tall(metaclass=Making):
    def __init__(self):
        ops.first()

class Wide(Tall):
    def __init__(self):
        ops.second()

def makes_tall():
    return Tall()

def sites(kind, first: First):
    if kind:
        chosen = First() if kind == 1 else Second()
        return chosen.kernel(1)
    return first.kernel(2)
"""
CELLS = """
from small import ops

def decorated(function):
    def wrapper(*arguments):
        return function(*arguments)
    return wrapper

class Layer:
    @decorated
    def __call__(self, x):
        return self.call(x)

    def call(self, x):
        return x

class LongCell(Layer):
    def call(self, x):
        return ops.first()

class GatedCell(Layer):
    def call(self, x):
        return ops.second()

class Quiet(Layer):
    def call(self, x):
        return ops.seldom()

class Quieter(Quiet):
    def call(self, x):
        return ops.small()

class Recurrent(Layer):
    def __init__(self, cell):
        self.cell = cell

    def call(self, x):
        def step(x):
            return self.cell(x)
        return loop(step, x)

    def once(self, x):
        return self.cell(x)

def loop(step, x):
    def inner(x):
        return step(x)
    return inner(x)

class Long(Recurrent):
    def __init__(self):
        super().__init__(LongCell())

class Gated(Recurrent):
    def __init__(self):
        super().__init__(GatedCell())

def either(is_long):
    cell = LongCell() if is_long else GatedCell()
    return cell(1)

def makes():
    quiet = Quiet()
    return quiet(1)

def is_given(quiet: Quiet):
    return quiet(1)

def is_given_any(layer: Layer, cell: LongCell):
    return cell(1) + layer(1)
"""
SOURCE: dict[str, str | bytes] = {
    "small/cells.py": CELLS,
    "small/__init__.py": "",
    "small/ops.py": "def matmul(): pass\ndef seldom(): pass\ndef small(): pass\n"
    "def first(): pass\ndef second(): pass\n",
    "small/old.py": "from tensorflow.python.keras import hub\ndef use():\n    hub.through()\n",
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/keras/__init__.py": "",
    "tensorflow/python/keras/hub.py": "from small import ops\ndef through():\n    ops.matmul()\n",
    "tensorflow/core/ops/small_ops.cc": 'REGISTER_OP("Small").Input("x: float").Output("y: float");',
    "tensorflow/python/ops/__init__.py": "",
    "small/direct.py": """
from tensorflow.python.ops import gen_small_ops
from small import training

def small(x):
    training.shrink()
    return gen_small_ops.small(x)
""",
    "small/other.py": "def matmul(): pass\n",
    "small/wide.py": "from small import ops\n"
    + "".join(
        f"class Kind{n}:\n    def run(self):\n        return ops.{'first' if n == 3 else 'small'}()\n"
        for n in range(11)
    )
    + "def any_of(number):\n    kinds = {"
    + ", ".join(f"{n}: Kind{n}()" for n in range(11))
    + "}\n    return kinds[number].run()\n",
    "small/layers.py": """
from small import ops

class Layer:
    def __call__(self, inputs):
        return self.call(inputs)

    def call(self, inputs):
        return inputs
"""
    + "".join(f"\nclass Layer{n}(Layer):\n    def call(self, inputs):\n        return {n}\n" for n in range(LAYERS))
    + """
class Dense(Layer):
    def __init__(self):
        self.ready = True

    def __setattr__(self, name, value):
        ops.seldom()

    def call(self, inputs):
        return ops.matmul()
""",
    "small/training.py": """
from small import layers, ops

def fit(model: layers.Layer):
    return model(1)

def apply(strategy):
    def update():
        ops.matmul()
    strategy.extended.update(update)

def each(function, *arguments):
    return function(*arguments)

def unrelated():
    each(ops.matmul)

class Small(layers.Layer):
    def call(self, inputs):
        return ops.small()

def through(model: layers.Layer):
    shrink()
    def later():
        return model(1)
    return later()

def shrink():
    return Small()(1)

class Hook:
    def done(self):
        pass

class Seen(Hook):
    def done(self):
        pass

class Told(Hook):
    def done(self):
        pass

class Stopping(Hook):
    def done(self):
        after()

def after():
    pass

def finish():
    for hook in [Seen(), Told()]:
        hook.done()

class Rows:
    def __iter__(self):
        ops.matmul()
        return iter([1])

def loops(rows: Rows, model: layers.Layer):
    for row in rows:
        model(row)

def only_loops(rows: Rows):
    for row in rows:
        pass
"""
    + KINDS
    + "".join(f"\ndef passes{n}():\n    each(layers.Layer{n}().call)\n" for n in range(LAYERS)),
}


@pytest.fixture
def snapshot(alone: None, warm: Path, tmp_path: Path) -> Iterator[Snapshot]:
    write(tmp_path / "source", SOURCE)
    with Store.open_for_writing() as store:
        report = index(Request([str(tmp_path / "source")], name="small"), store, lambda *_: None)
        with store.snapshot(report.snapshot.name) as snapshot:
            yield snapshot


def names(snapshot: Snapshot, start: str, end: str, choice: Choice | None = None) -> list[str]:
    found = paths(Calls(snapshot, choice), start, end)
    return [node.qualname for node in found[0].nodes] if found else []


def test_what_is_made_here_does_not_lead_into_other_classes(snapshot: Snapshot) -> None:
    assert names(snapshot, "small.training:shrink", "small.ops:small")[-2:] == ["Small.call", "small"]
    there = names(snapshot, "small.training:through", "small.ops:matmul")
    assert "shrink" not in there
    assert there[1:] == ["through.<locals>.later", "Layer.__call__", "Dense.call", "matmul"]


def test_where_only_a_dead_copy_leads_there_the_way_is_through_it(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(snapshot.info.info, "tf_keras", "keras")
    assert names(snapshot, "small.old:use", "small.ops:matmul") == ["use", "through", "matmul"]


def test_one_of_many_overrides_is_followed(snapshot: Snapshot) -> None:
    way = ["fit", "Layer.__call__", "Dense.call", "matmul"]
    assert names(snapshot, "small.training:fit", "small.ops:matmul") == way
    assert names(snapshot, "small.training:fit", "small.ops:matmul", Choice("exact")) == []


def test_a_way_may_end_in_a_sibling_and_does_not_lead_on_from_there(snapshot: Snapshot) -> None:
    way = ["finish", "Stopping.done"]
    assert names(snapshot, "small.training:finish", "small.training:Stopping.done") == way
    assert names(snapshot, "small.training:finish", "small.training:after") == []
    assert names(snapshot, "small.training:finish", "small.training:after", Choice("candidate")) == [*way, "after"]


@pytest.mark.parametrize(
    ("end", "last", "said"),
    [
        ("Small", "Small", "'Small' taken as the op Small, not "),
        ("op:Small", "Small", ""),
        ("training.Small", "small.training.Small", ""),
    ],
)
def test_a_way_ends_in_the_op_rather_than_in_a_class_of_its_name(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str], end: str, last: str, said: str
) -> None:
    assert main(["path", "small.direct.small", end, "--at", "small", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["paths"][0]["nodes"][-1]["id"].removeprefix("op:").replace(":", ".") == last
    assert said in printed.err
    assert ("taken as" in printed.err) == bool(said)


def test_the_one_function_that_is_handed_over_is_followed(snapshot: Snapshot) -> None:
    way = ["apply", "apply.<locals>.update", "matmul"]
    assert names(snapshot, "small.training:apply", "small.ops:matmul") == way


def test_loops_are_followed_where_no_call_leads_there(snapshot: Snapshot) -> None:
    way = ["loops", "Layer.__call__", "Dense.call", "matmul"]
    found = paths(Calls(snapshot), "small.training:loops", "small.ops:matmul")
    assert [[node.qualname for node in path.nodes] for path in found] == [way]
    assert names(snapshot, "small.training:only_loops", "small.ops:matmul") == ["only_loops", "Rows.__iter__", "matmul"]


def test_a_class_is_used_by_calling_it(snapshot: Snapshot) -> None:
    assert names(snapshot, "small.layers:Dense", "small.ops:matmul") == ["Dense.call", "matmul"]


@pytest.mark.parametrize(
    ("start", "end", "way"),
    [
        ("First", "ops:first", ["Base.call", "First.kernel", "first"]),
        ("First", "ops:second", []),
        ("Quiet", "ops:second", ["Base.call", "Second.kernel", "second"]),
        ("makes", "training:Optimizer", ["makes", "Optimizer.__init__"]),
        ("asks", "training:First", ["asks", "First.kernel"]),
        ("calls_one", "ops:first", ["calls_one", "one", "first"]),
        ("calls_one", "ops:second", []),
        ("casts", "ops:first", ["casts", "dots", "Layer.__call__", "Dot.call", "first"]),
        ("Optimizer", "training:Optimizer.apply", []),
        ("Optimizer.apply", "training:Optimizer", []),
        ("Trainer.train", "ops:first", ["Trainer.train", FUNCTION, ONCE, "Trainer.train_step", "first"]),
        ("Trainer.train", "ops:second", []),
        ("Trainer.test", "ops:second", ["Trainer.test", FUNCTION, ONCE, "Trainer.test_step", "second"]),
        ("Trainer.test", "ops:first", []),
        ("runs", "ops:first", ["runs", "Branch.__call__", "Root.__call__", "Leaf.call", "first"]),
        ("runs", "ops:second", []),
    ],
)
def test_calls_go_together(snapshot: Snapshot, start: str, end: str, way: list[str]) -> None:
    """A class is making and calling one; what a receiver calls on `self` is its own; a wrapper leads to what it wraps
    at the call, a base's method to what the class that called it may be, an inner function to what this one was made
    with."""
    assert names(snapshot, f"small.training:{start}", f"small.{end}") == way


@pytest.mark.parametrize(
    ("start", "end", "note"),
    [
        ("training:Optimizer", "ops:first", "making or calling a small.training.Optimizer does not lead there"),
        ("training:Quiet", "ops:first", "making or calling a small.training.Quiet does not lead there"),
        ("training:Base.kernel", "ops:first", "small.training.Base.kernel calls nothing, a method in its place does"),
        ("training:asks", "training:First", "no way leads to making or calling a small.training.First"),
        ("training:First", "ops:first", ""),
        ("training:only_loops", "ops:matmul", "only what operators, loops or attribute hooks run leads there"),
    ],
)
def test_what_a_way_had_to_go_through_is_said(snapshot: Snapshot, start: str, end: str, note: str) -> None:
    found = paths(Calls(snapshot), f"small.{start}", f"small.{end}")
    assert found[0].note.startswith(note)
    assert bool(found[0].note) == bool(note)


def test_a_method_named_by_a_class_that_inherits_it_runs_on_that(snapshot: Snapshot) -> None:
    start = ("small.training:Base.call", "small.ops:second")
    assert paths(Calls(snapshot), *start)
    assert paths(Calls(snapshot), *start, named_by="small.training:Quiet")[0].note == ""
    first = paths(Calls(snapshot), "small.training:Base.call", "small.ops:first", named_by="small.training:First")
    assert [node.qualname for node in first[0].nodes] == ["Base.call", "First.kernel", "first"]


CALLED = ["Part.__call__", "Unit.__call__"]


@pytest.mark.parametrize(
    ("start", "named_by", "end", "way"),
    [
        ("Steps.loop", "Whole", "first", ["Steps.step", *CALLED, "Whole.run", "Whole.through", *CALLED, "Plain.run"]),
        ("Steps.loop", "Other", "first", []),
        ("Steps.loop", "Other", "small", ["Steps.step", *CALLED, "Other.run"]),
        ("Steps.made", "Whole", "second", ["Whole.__init__"]),
        ("Steps.made", "Whole", "small", []),
        ("Whole", None, "first", [*CALLED, "Whole.run", "Whole.through", *CALLED, "Plain.run"]),
        ("makes_tall", None, "first", ["Tall.__init__"]),
        ("makes_tall", None, "second", []),
        ("Making.__call__", "Wide", "second", ["Wide.__init__"]),
        ("Making.__call__", "Wide", "first", []),
    ],
)
def test_a_call_of_the_object_itself_keeps_its_class(
    snapshot: Snapshot, start: str, named_by: str | None, end: str, way: list[str]
) -> None:
    """`self(x)` and `super().__call__(x)`, through wrappers too, run what the class has by which the way began."""
    by = f"small.training:{named_by}" if named_by else None
    found = paths(Calls(snapshot), f"small.training:{start}", f"small.ops:{end}", named_by=by)
    told = [node.qualname for node in found[0].nodes] if found else []
    begin = [] if start == "Whole" else [start]
    assert told == ([*begin, *way, end] if way else [])


RUN = ["Layer.__call__"]
STEPS = ["Recurrent.call", "loop", "loop.<locals>.inner", "Recurrent.call.<locals>.step", *RUN]


@pytest.mark.parametrize(
    ("start", "named_by", "end", "way"),
    [
        ("Recurrent.once", "Long", "first", [*RUN, "LongCell.call"]),
        ("Recurrent.once", "Long", "second", []),
        ("Recurrent.once", None, "second", [*RUN, "GatedCell.call"]),
        ("Recurrent.once", None, "seldom", []),
        ("Long", None, "first", [*STEPS, "LongCell.call"]),
        ("Long", None, "second", []),
        ("Gated", None, "second", [*STEPS, "GatedCell.call"]),
        ("either", None, "second", [*RUN, "GatedCell.call"]),
        ("either", None, "seldom", []),
        ("makes", None, "seldom", [*RUN, "Quiet.call"]),
        ("makes", None, "small", []),
        ("is_given", None, "small", [*RUN, "Quieter.call"]),
        ("is_given", None, "first", []),
        ("is_given_any", None, "seldom", [*RUN, "Quiet.call"]),
    ],
)
def test_an_inherited_method_runs_on_what_it_is_called_on(
    snapshot: Snapshot, start: str, named_by: str | None, end: str, way: list[str]
) -> None:
    """`self.cell(x)` runs the call of the cell that the class of `self` has, also out of a function that is handed on;
    what may be of any class runs any."""
    by = f"small.cells:{named_by}" if named_by else None
    found = paths(Calls(snapshot), f"small.cells:{start}", f"small.ops:{end}", named_by=by)
    told = [node.qualname for node in found[0].nodes] if found else []
    begin = [] if start in ("Long", "Gated") else [start]
    assert told == ([*begin, *way, end] if way else [])


def test_the_site_shown_is_the_one_that_leads_there_alone(snapshot: Snapshot) -> None:
    found = paths(Calls(snapshot), "small.training:sites", "small.training:First.kernel")[0]
    text = str(SOURCE["small/training.py"]).splitlines()
    assert text[found.edges[0].sites[0][0] - 1].strip() == "return first.kernel(2)"


def test_what_may_be_anything_leads_there_with_candidates_only(snapshot: Snapshot) -> None:
    assert names(snapshot, "small.wide:any_of", "small.ops:first") == []
    assert names(snapshot, "small.wide:any_of", "small.ops:first", Choice("candidate"))[-1] == "first"


def test_a_function_passed_by_others_is_no_way(snapshot: Snapshot) -> None:
    """`each` calls many functions; from one that passes it something else, the way does not lead to all of them."""
    assert names(snapshot, "small.training:passes1", "small.ops:matmul") == []


def test_of_several_things_of_a_name_the_one_that_is_reached(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["path", "fit", "matmul", "--at", "small", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [node["module"] for node in told["paths"][0]["nodes"]][-1] == "small.ops"


REGISTRY = """\
{functions}
TABLE = {{{entries}}}
def get(name):
    return TABLE[name]
def activate(name):
    return get(name)()
def train(name):
    return activate(name)
train(input())
"""


def test_a_path_may_end_in_one_of_the_many_entries_of_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    functions = "\n".join(f"def kind{n}(): return end{n}()\ndef end{n}(): pass" for n in range(20))
    entries = ", ".join(f'"kind{n}": kind{n}' for n in range(20))
    (tmp_path / "main.py").write_text(REGISTRY.format(functions=functions, entries=entries))
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    assert main(["path", "main.train", "main.kind7", "--at", str(tmp_path)]) == 0
    assert main(["path", "main.train", "main.end7", "--at", str(tmp_path)]) == 1
    assert "kind7" in capsys.readouterr().out


SEVERAL = """\
class Base:
    def go(self): return self.update()
    def update(self): pass
{classes}
def pick(n):
    return {first}() if n == 1 else {rest}
def several(n):
    return pick(n).update()
def run(n):
    return several(n)
def start(n, base: Base):
    run(n)
    base.go()
start(input(), Base())
"""


def answer_of(
    capsys: pytest.CaptureFixture[str], source: str, start: str, end: str, *options: str
) -> tuple[int, dict[str, Any]]:
    code = main(["path", start, end, "--at", source, "--json", *options])
    return code, json.loads(capsys.readouterr().out)


def test_the_last_call_may_be_one_of_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is named as the end need not be all that may be called there; a way to it by guesses is no better."""
    kinds = [f"Kind{n}" for n in range(7)]
    classes = "\n".join(f"class {kind}(Base):\n    def update(self): pass" for kind in kinds)
    source = SEVERAL.format(classes=classes, first=kinds[0], rest=" or ".join(f"{kind}()" for kind in kinds[1:]))
    (tmp_path / "main.py").write_text(source)
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    code, told = answer_of(capsys, str(tmp_path), "main.run", "main.Kind3.update")
    assert code == 0
    assert [node["name"] for node in told["paths"][0]["nodes"]] == ["run", "several", "update"]
    assert told["paths"][0]["weakest"] == "inferred"


def test_a_path_of_exact_calls_may_be_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One with inferred calls, as of methods of a parameter, is where the graph is small."""
    exact = "\n".join(f"def f{n}(): return f{n + 1}()" for n in range(2 * LONGEST))
    methods = "\n".join(f"    def m{n}(self): return self.m{n + 1}()" for n in range(2 * LONGEST))
    text = f"{exact}\ndef f{2 * LONGEST}(): pass\nclass C:\n{methods}\n    def m{2 * LONGEST}(self): pass\n"
    (tmp_path / "main.py").write_text(f"{text}def start(c: C): return c.m0()\n")
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("tracer.queries.paths.SMALL", 0)
    assert main(["path", "main.f0", f"main.f{2 * LONGEST}", "--at", str(tmp_path)]) == 0
    assert main(["path", "main.start", f"main.C.m{LONGEST - 1}", "--at", str(tmp_path)]) == 0
    assert main(["path", "main.start", f"main.C.m{2 * LONGEST}", "--at", str(tmp_path)]) == 1
    assert f"no chain of up to {LONGEST} " in capsys.readouterr().err
    assert main(["path", "main.f1", "main.f0", "--at", str(tmp_path), "--min-confidence", "exact"]) == 1
    assert "no chain of up to 18 exact calls" in capsys.readouterr().err
    monkeypatch.setattr("tracer.queries.paths.SMALL", 10_000)
    assert main(["path", "main.start", f"main.C.m{2 * LONGEST}", "--at", str(tmp_path)]) == 0


def test_a_class_may_define_its_constructor_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The class that both made stays known: `self.last()` is its own, not the base's."""
    (tmp_path / "main.py").write_text(
        "import sys\n"
        "class Base:\n"
        "    def run(self): return self.step()\n"
        "    def step(self): return self.last()\n"
        "    def last(self): return base()\n"
        "class Derived(Base):\n"
        "    if sys.platform == 'win32':\n"
        "        def __init__(self): self.x = 1\n"
        "    else:\n"
        "        def __init__(self): self.x = 2\n"
        "    def last(self): return derived()\n"
        "def base(): pass\n"
        "def derived(): pass\n"
        "def start(): return Derived().run()\n"
    )
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    _, found = answer_of(capsys, str(tmp_path), "main.start", "main.derived")
    way = ["main.start", "main.Base.run", "main.Base.step", "main.Derived.last", "main.derived"]
    assert [node["id"].replace(":", ".") for node in found["paths"][0]["nodes"]] == way
    assert answer_of(capsys, str(tmp_path), "main.start", "main.base")[0] == 1


def test_a_search_that_is_given_up_says_so(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = ("fit", "matmul")
    assert "given_up" not in answer_of(capsys, "small", *ends)[1]
    monkeypatch.setattr(path_search, "MOST_CALLS", 0)
    monkeypatch.setattr(path_search, "MORE_CALLS", 0)
    code, told = answer_of(capsys, "small", *ends)
    assert (code, told["paths"], told["given_up"], told["hint"]["reason"]) == (1, [], True, "given up")
    assert main(["path", *ends, "--at", "small"]) == 1
    said = capsys.readouterr().err
    assert "there may be one; leave out what it is not to come through (`--exclude 'GLOB'`)" in said


def test_further_paths_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each of a row of functions calls all of the next row: there are very many paths."""
    rows = [
        f"def f{row}_{one}():\n" + "".join(f"    f{row + 1}_{other}()\n" for other in range(6))
        for row in range(8)
        for one in range(6)
    ]
    ends = "".join(f"def f8_{one}(): return end()\n" for one in range(6))
    (tmp_path / "main.py").write_text("".join(rows) + ends + "def end(): pass\n")
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    _, few = answer_of(capsys, str(tmp_path), "main.f0_0", "main.end", "--all", "20")
    assert (len(few["paths"]), "given_up" in few) == (20, False)
    assert len({tuple(node["id"] for node in path["nodes"]) for path in few["paths"]}) == 20
    _, many = answer_of(capsys, str(tmp_path), "main.f0_0", "main.end", "--all", "100000")
    assert many["given_up"]
    assert 20 < len(many["paths"]) < 5000


MADE_ALIKE = """\
import functools
class Metric:
    def update(self, value): return value
class Mean(Metric):
    def update(self, value): return mean(value)
class Sum(Metric):
    def update(self, value): return value
class Several(Metric):
    def __init__(self):
        self.metrics = [Mean(), Metric()]
    def update(self, value):
        for metric in self.metrics:
            metric.update(value)
def mean(value): pass
def end(): pass
def unconverted(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return function(*arguments)
    return wrapper
class Trainer:
    def make(self):
        @unconverted
        def step(data):
            return self.finish()
        def run():
            return step(1)
        return run
    def train(self):
        return self.make()()
    def finish(self): raise NotImplementedError
    def predict(self):
        @unconverted
        def step(data):
            return mean(data)
        return step(2)
class Short(Trainer):
    def finish(self): return end()
class Long(Trainer):
    def finish(self): return mean(1)
class Root:
    def __init__(self): pass
class Plain(Root):
    def __init__(self): super().__init__()
class Mixed(Root):
    def __init__(self): end()
class Both(Plain, Mixed): pass
Plain(), Both()
Several().update(1)
Trainer().train()
Trainer().predict()
"""


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        pytest.param(
            "Several.update", "Mean.update", ["update", "update"], id="of a metric among those that one holds"
        ),
        pytest.param("Trainer.predict", "mean", ["predict", "step", "mean"], id="of what is wrapped"),
        pytest.param("Short.train", "end", ["train", "run", "step", "finish", "end"], id="a wrapper keeps self"),
        pytest.param("Short.train", "mean", None, id="neither of another class, nor of what others wrap"),
        pytest.param("Both", "end", ["__init__", "__init__", "end"], id="super() is what comes next in its MRO"),
        pytest.param("Plain", "end", None, id="super() is not what comes next in another's MRO"),
        pytest.param("Plain.__init__", "end", ["__init__", "__init__", "end"], id="super() in a method of any"),
    ],
)
def test_what_goes_together_on_a_path(
    start: str,
    end: str,
    told: list[str] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "main.py").write_text(MADE_ALIKE)
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    code, answer = answer_of(capsys, str(tmp_path), f"main.{start}", f"main.{end}")
    assert code == (told is None)
    assert [[node["name"] for node in path["nodes"]] for path in answer["paths"][:1]] == ([told] if told else [])
