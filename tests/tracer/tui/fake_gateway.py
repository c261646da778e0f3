"""A small world that answers as a snapshot does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tracer.errors import TracerError, UnknownSnapshot
from tracer.queries.symbol_search import Entry, Rank, SymbolIndex
from tracer.tui.gateway import (
    Call,
    CallList,
    CallPath,
    Details,
    Direction,
    GradientEntry,
    KernelEntry,
    Link,
    Local,
    OpEntry,
    Outline,
    Pair,
    Place,
    Ref,
    SnapshotInfo,
    SourceText,
    Step,
    TreeName,
    TreeNode,
)

SEQUENTIAL = '''"""A linear stack of layers."""

from keras.src.api_export import keras_export
from keras.src.models.model import Model


@keras_export(["keras.Sequential", "keras.models.Sequential"])
class Sequential(Model):
    """`Sequential` groups a linear stack of layers into a `Model`."""

    def __init__(self, layers=None, trainable=True, name=None):
        super().__init__(trainable=trainable, name=name)
        self._functional = None
        self._layers = []
        for layer in layers or []:
            self.add(layer)

    def add(self, layer, rebuild=True):
        """Adds a layer instance on top of the layer stack."""
        if not self._layers and rebuild:
            self._maybe_rebuild()
        self._layers.append(layer)

    def _maybe_rebuild(self):
        self.built = False  # [bold]not markup[/bold]
'''
TRAINER = """class TensorFlowTrainer(base_trainer.Trainer):
    def train_step(self, data):
        x, y, sample_weight = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self._compute_loss(x=x, y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
        return self.compute_metrics(x, y, y_pred)

    def fit(self, x=None, y=None, batch_size=None, epochs=1):
        self.make_train_function()
        for epoch in range(epochs):
            for step, iterator in self.epoch_iterator:
                logs = self.train_function(iterator)
        return self.history

    def make_train_function(self):
        def one_step(data):
            return self.train_step(data)
        self.train_function = one_step
"""
MATH_OPS_CC = """// Registers the op.
REGISTER_OP("MatMul")
    .Input("a: T")
    .Input("b: T")
    .Output("product: T")
    .Attr("transpose_a: bool = false")
    .SetShapeFn(shape_inference::MatMulShape);
"""
MIRROR = '''class Sequential(Model):
    """A linear stack of layers."""

    @counterpart("keras.Sequential.add")
    def add(self, layer):
        self._layers.append(layer)

    @counterpart("keras.Model.fit")
    def fit(self, x, y, epochs=1):
        for epoch in range(epochs):
            self.train_step((x, y))

    @counterpart("keras.Model.train_step")
    def train_step(self, data):
        x, y = data
        with self.backend.tape() as tape:
            loss = self.loss(y, self(x))
        self.optimizer.apply(tape.gradient(loss, self.weights))
'''
HOSTILE = "def evil():\n    x = '\x1b[31mred\x07'  # \u202e reversed\n\treturn '[bold red]not markup[/]'\n"

FILES = {
    "keras/src/models/sequential.py": SEQUENTIAL,
    "keras/src/backend/tensorflow/trainer.py": TRAINER,
    "tensorflow/core/ops/math_ops.cc": MATH_OPS_CC,
    "reference_impl/models/sequential.py": MIRROR,
    "hostile.py": HOSTILE,
}
S, T, R = "keras.src.models.sequential", "keras.src.backend.tensorflow.trainer", "reference_impl.models.sequential"


def place(path: str, line: int, end: int = 0) -> Place:
    source = "reference_impl" if path.startswith("reference_impl") else "keras"
    return Place(source, path, line, end or line)


def ref(key: str, name: str, kind: str, at: Place | None, public: bool = False) -> Ref:
    return Ref(key, name, kind, at, public)


SEQ, TRN, MIR = (
    "keras/src/models/sequential.py",
    "keras/src/backend/tensorflow/trainer.py",
    "reference_impl/models/sequential.py",
)
REFS = {
    r.key: r
    for r in (
        ref(f"{S}:Sequential", "keras.Sequential", "class", place(SEQ, 8, 26), True),
        ref(f"{S}:Sequential.add", "keras.Sequential.add", "method", place(SEQ, 18, 22), True),
        ref(f"{S}:Sequential._maybe_rebuild", f"{S}.Sequential._maybe_rebuild", "method", place(SEQ, 24, 25)),
        ref(f"{T}:TensorFlowTrainer", f"{T}.TensorFlowTrainer", "class", place(TRN, 1, 21)),
        ref(f"{T}:TensorFlowTrainer.fit", "keras.Model.fit", "method", place(TRN, 11, 16), True),
        ref(f"{T}:TensorFlowTrainer.train_step", "keras.Model.train_step", "method", place(TRN, 2, 9), True),
        ref(
            f"{T}:TensorFlowTrainer.make_train_function",
            f"{T}.TensorFlowTrainer.make_train_function",
            "method",
            place(TRN, 18, 21),
        ),
        ref("op:MatMul", "MatMul", "op", place("tensorflow/core/ops/math_ops.cc", 2, 7), True),
        ref("<builtin>:range", "range", "function", None),
        ref("hostile:evil", "hostile.evil\x1b[31m", "function", place("hostile.py", 1, 3)),
        ref(f"{R}:Sequential", f"{R}.Sequential", "class", place(MIR, 1, 18)),
        ref(f"{R}:Sequential.add", f"{R}.Sequential.add", "method", place(MIR, 5, 6)),
        ref(f"{R}:Sequential.fit", f"{R}.Sequential.fit", "method", place(MIR, 9, 11)),
        ref(f"{R}:Sequential.train_step", f"{R}.Sequential.train_step", "method", place(MIR, 14, 18)),
    )
}
FIT, STEP, MAKE = (f"{T}:TensorFlowTrainer.{name}" for name in ("fit", "train_step", "make_train_function"))
TRAINING = f"{T}:TensorFlowTrainer"
PAIRS = {
    f"{S}:Sequential.add": f"{R}:Sequential.add",
    FIT: f"{R}:Sequential.fit",
    STEP: f"{R}:Sequential.train_step",
}
EDGES = (
    (f"{S}:Sequential", f"{S}:Sequential.add", "exact", "construct", (16,)),
    (f"{S}:Sequential.add", f"{S}:Sequential._maybe_rebuild", "exact", "call", (21,)),
    (FIT, MAKE, "exact", "call", (12,)),
    (FIT, "<builtin>:range", "exact", "call", (13,)),
    (FIT, STEP, "inferred", "callback", (15,)),
    (MAKE, STEP, "inferred", "call", (20,)),
    (STEP, "op:MatMul", "candidate", "op", (5, 6)),
    (STEP, FIT, "candidate", "call", (9,)),
    (f"{R}:Sequential.fit", f"{R}:Sequential.train_step", "exact", "call", (11,)),
)
LINKS = (
    (SEQ, 16, "add", f"{S}:Sequential.add", "exact"),
    (SEQ, 21, "_maybe_rebuild", f"{S}:Sequential._maybe_rebuild", "exact"),
    (TRN, 12, "make_train_function", MAKE, "exact"),
    (TRN, 13, "range", "<builtin>:range", "exact"),
    (TRN, 15, "train_function", STEP, "inferred"),
    (TRN, 20, "train_step", STEP, "inferred"),
    (MIR, 11, "train_step", f"{R}:Sequential.train_step", "exact"),
)


def text_of(path: str) -> SourceText:
    text = FILES[path]
    lines = text.split("\n")
    links = tuple(
        Link(line, lines[line - 1].index(word), len(word), REFS[key], confidence, "(self, data)")
        for file, line, word, key, confidence in LINKS
        if file == path
    )
    outline = tuple(
        Outline(r.key, r.place.line, r.place.end_line) for r in REFS.values() if r.place and r.place.path == path
    )
    language = "cpp" if path.endswith(".cc") else "python"
    return SourceText(place(path, 1).source, path, language, text, links, outline)


def details_of(key: str) -> Details:
    found = REFS[key]
    module, _, qualname = key.partition(":")
    answer = Details(found, qualname, module, origin="builtin" if module == "<builtin>" else "source")
    mirror = PAIRS.get(key)
    answer = replace(answer, counterpart=REFS[mirror] if mirror else None)
    if found.kind == "method":
        answer = replace(answer, signature="(self, x=None, y=None)", url=f"https://example.org/blob/v1/{found.place}")
    if key == f"{S}:Sequential":
        answer = replace(
            answer,
            signature="(layers=None, trainable=True, name=None)",
            exports=("keras.Sequential", "keras.models.Sequential"),
            mro=((f"{S}.Sequential", key), ("keras.src.models.model.Model", None), ("builtins.object", None)),
            chain=(Step("export", place(SEQ, 7), '@keras_export(["keras.Sequential"])'),),
            url="https://github.com/keras-team/keras/blob/v3.15.1/keras/src/models/sequential.py#L8",
        )
    if key == "op:MatMul":
        at = place("tensorflow/core/ops/math_ops.cc", 2, 7)
        kernel = KernelEntry(at, "CPU", ("float", "double"), "MatMulOp", at)
        answer = replace(answer, ops=(OpEntry("MatMul", at, (), (kernel,), (GradientEntry(at, "_MatMulGrad"),)),))
    return answer


API = {
    None: (("keras", "module", None, True), ("tf", "module", None, True)),
    "keras": (
        ("Sequential", "class", f"{S}:Sequential", True),
        ("Model", "class", f"{T}:TensorFlowTrainer", True),
    ),
    "keras.Sequential": (("add", "method", f"{S}:Sequential.add", False),),
    "keras.Model": (("fit", "method", FIT, False), ("train_step", "method", STEP, False)),
    "tf": (("matmul", "op", "op:MatMul", False),),
}


@dataclass
class FakeGateway:
    """Answers from the tables above; `delay` slows every answer, `fail` makes every one an error."""

    delay: float = 0.0
    fail: str = ""
    name: str = "keras@v3.15.1"
    fan_out: int = 0
    asked: list[tuple[str, object]] = field(default_factory=list)
    entries: tuple[Entry, ...] = ()
    local: Local | None = None
    missing: Exception | None = None
    hold: threading.Event | None = None
    changes: tuple[str, ...] = ()
    _index: SymbolIndex | None = None

    def _answer(self, question: str, argument: object = None) -> None:
        self.asked.append((question, argument))
        assert threading.current_thread() is not threading.main_thread(), f"{question} asked on the event loop"
        if self.hold is not None:
            self.hold.wait(5)
        if self.delay:
            time.sleep(self.delay)
        if self.fail:
            raise TracerError(self.fail, hint="try something else")

    def snapshot(self) -> SnapshotInfo:
        return SnapshotInfo(self.name, ("keras@v3.15.1", "tensorflow@v2.21.0"), len(REFS), len(EDGES))

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        self._answer("snapshots")
        return (self.snapshot(), SnapshotInfo("tensorflow@v2.1.0", ("tensorflow@v2.1.0",), 60_000, 120_000))

    def open(self) -> FakeGateway:
        self._answer("open")
        if self.missing:
            raise self.missing
        return self

    def at(self, snapshot: str) -> FakeGateway:
        self._answer("at", snapshot)
        if snapshot == "missing":
            raise UnknownSnapshot("no such snapshot", where=snapshot)
        return replace(self, name=snapshot)

    def search(self, pattern: str, limit: int) -> tuple[Ref, ...]:
        self._answer("search", pattern)
        if self._index is None:
            own = (Entry(r.name, r.key, r.kind, Rank.FUNCTION if r.public else Rank.PRIVATE) for r in REFS.values())
            self._index = SymbolIndex([*own, *self.entries])
        return tuple(REFS.get(e.key) or Ref(e.key, e.name, e.kind) for e in self._index.search(pattern, limit))

    def resolve(self, name: str) -> tuple[Ref, ...]:
        self._answer("resolve", name)
        return tuple(r for r in REFS.values() if r.name == name or r.name.endswith(f".{name}"))

    def stale(self) -> tuple[str, ...]:
        self._answer("stale")
        return self.changes

    def children(self, tree: TreeName, key: str | None) -> tuple[TreeNode, ...]:
        self._answer("children", key)
        if tree == "modules":
            return (TreeNode(S, S, "module", None, False),) if key is None else ()
        prefix = f"{key}." if key else ""
        return tuple(
            TreeNode(prefix + label, label, kind, symbol, more) for label, kind, symbol, more in API.get(key, ())
        )

    def details(self, key: str) -> Details:
        self._answer("details", key)
        return details_of(key)

    def source(self, source: str, path: str) -> SourceText:
        self._answer("source", path)
        return text_of(path)

    def calls(self, key: str, direction: Direction) -> CallList:
        self._answer(direction, key)
        found = []
        for caller, callee, confidence, kind, sites in EDGES:
            here, there = (caller, callee) if direction == "callees" else (callee, caller)
            if here == key:
                file = REFS[caller].place
                found.append(Call(REFS[there], confidence, kind, sites, file))
        found += [Call(Ref(f"m:f{n}", f"m.f{n}", "function"), "inferred", "call", (n,)) for n in range(self.fan_out)]
        return CallList(tuple(found), 1 if key == STEP and direction == "callees" else 0)

    def path(self, start: str, end: str, asked: str | None = None) -> CallPath | None:
        self._answer("path", (start, end, asked) if asked else (start, end))
        if (start, end) not in ((FIT, STEP), (TRAINING, STEP)):
            return None  # a chain from a class begins in one of its methods
        calls: Callable[[str], Call] = lambda key: Call(REFS[key], "inferred", "call", (12,), REFS[FIT].place)  # noqa: E731
        return CallPath(REFS[FIT], (calls(MAKE), calls(STEP)))

    def counterpart(self, key: str) -> Ref | None:
        self._answer("counterpart", key)
        other = PAIRS.get(key) or {mirror: original for original, mirror in PAIRS.items()}.get(key)
        return REFS[other] if other else None

    def pairs(self) -> tuple[Pair, ...]:
        self._answer("pairs")
        both = tuple(Pair(REFS[a].name, REFS[a], REFS[b]) for a, b in PAIRS.items())
        return (*both, Pair("keras.Sequential", REFS[f"{S}:Sequential"], None))

    def locate(self, place: Place) -> Local | None:
        self._answer("locate", place)
        return self.local
