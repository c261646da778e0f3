"""View models, without Textual."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.tracer.tui.fake_gateway import FIT, MAKE, PAIRS, REFS, STEP, S, details_of, place, text_of
from tracer.tui.gateway import Call, CallList, CallPath, Details, Pair, Place, Ref
from tracer.tui.models import (
    call_path,
    call_tree,
    confidence,
    copying,
    details,
    keys,
    messages,
    pairs,
    search,
    text,
    tree,
)
from tracer.tui.models.comparison import Comparison, example_for
from tracer.tui.models.history import History, Location, Marks
from tracer.tui.models.indexing import IndexRun
from tracer.tui.models.search import SearchModel
from tracer.tui.models.source_document import SourceDocument, describe, role_of, surroundings
from tracer.tui.models.state import Session, UiState, load, save
from tracer.tui.models.unfolding import KEPT, Regrowth, Unfolding


def test_models_need_no_textual():
    code = (
        "import sys, pkgutil, importlib, tracer.tui.models as m\n"
        "for i in pkgutil.iter_modules(m.__path__): importlib.import_module('tracer.tui.models.' + i.name)\n"
        "print(sorted(n for n in ('textual', 'rich', 'networkx', 'libcst', 'pygments') if n in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


# ------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("plain", "plain"),
        ("é 漢字 ∇", "é 漢字 ∇"),
        ("\x1b[31m", "␛[31m"),
        ("a\x07b\x7f", "a␇b␡"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("\u200bx\ufeff", "\ufffdx\ufffd"),
        ("\x9b1m", "\ufffd1m"),
    ],
)
def test_neutralise(raw, safe):
    assert text.neutralise(raw) == safe
    assert len(safe) == len(raw)


def test_display_column_follows_tabs():
    assert text.display_column("\tx", 1) == 4
    assert text.display_column("ab\tx", 3) == 4
    assert text.display_column("abc", 2) == 2


@pytest.mark.parametrize(("width", "cut"), [(20, "keras.src.models"), (9, "ke…models"), (1, "k")])
def test_shorten_middle(width, cut):
    assert text.shorten_middle("keras.src.models", width) == cut


def test_messages_wrap_below_their_key():
    lines = text.wrapped("all right\n\nI   index a repository or a package", 20)
    assert lines == ["all right", "", "I   index a", "    repository or a", "    package"]


# ---------------------------------------------------------------------------------------------- history

A, B, C = (Location(key, key, "s", "p.py", n) for n, key in enumerate("abc", 1))


def test_history_goes_back_and_forward_and_forgets_what_lay_ahead():
    history = History().visit(A).visit(B).visit(C)
    assert history.current == C
    assert not history.can_go_forward
    history = history.back().back()
    assert history.current == A
    assert history.back() is history
    assert history.forward().current == B
    assert history.visit(C).entries == (A, C)


def test_history_remembers_the_line_and_merges_repeats():
    history = History().visit(A).at_line(40).visit(B).back()
    assert history.current.line == 40
    assert History().visit(A).visit(replace(A, line=9)).entries == (replace(A, line=9),)


def test_history_of_places_tells_lines_apart():
    one, two = Location(None, "p:1", "s", "p", 1), Location(None, "p:2", "s", "p", 2)
    assert len(History().visit(one).visit(two).entries) == 2


@pytest.mark.parametrize(("index", "current"), [(1, B), (99, C), (-5, None)])
def test_history_restored_from_odd_state(index, current):
    assert History.restored([A, B, C], index).current == current


def test_marks_toggle_and_keep_two_ends():
    marks = Marks().toggle_bookmark(A)
    assert marks.is_bookmarked(replace(A, line=77))
    assert not marks.toggle_bookmark(A).bookmarks
    ends = Marks().toggle_end(A).toggle_end(B).toggle_end(C).ends
    assert ends == (B, C)
    assert Marks(ends=ends).toggle_end(B).ends == (C,)


# ------------------------------------------------------------------------------------------------ state


def test_state_comes_back(tmp_path):
    trees = {"api": Unfolding((("keras",), ("keras", "layers")), ("keras", "layers", "Dense"))}
    session = Session(History().visit(A).visit(B), Marks((A,), (B,)), trees, "m:f")
    state = UiState("keras", "tracer-light", "modules", "callers", "calls", {"keras": session, "tf": Session()})
    path = tmp_path / "deep" / "tui.json"
    save(path, state)
    assert load(path) == state
    assert [child.name for child in path.parent.iterdir()] == ["tui.json"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 99}', '{"version": 3}', '{"version": 3, "sessions": 3}', "\0"]
)
def test_damaged_state_is_a_fresh_start(tmp_path, content):
    path = tmp_path / "tui.json"
    path.write_text(content)
    assert load(path) == UiState()


# --------------------------------------------------------------------------------------- unfolded trees


def test_a_tree_comes_back_a_row_at_a_time():
    regrowth = Regrowth(Unfolding((("a",), ("a", "b")), ("a", "b", "c")))
    assert regrowth.wants_below(("a", "b"))
    assert not regrowth.wants_below(("b",))
    assert [regrowth.opens(path) for path in (("a",), ("a",), ("z",))] == [True, False, False]
    now = Unfolding((("a",),), ("a",))
    assert regrowth.with_rest(now) == Unfolding((("a",), ("a", "b")), ("a", "b", "c"))
    assert regrowth.points_at(("a", "b", "c"))
    assert not regrowth.points_at(("a", "b", "c"))
    assert not regrowth.points_at(())


def test_a_cursor_moved_by_hand_stays():
    regrowth = Regrowth(Unfolding((), ("a",)))
    regrowth.moved()
    assert not regrowth.points_at(("a",))


def test_the_way_to_a_row_unfolds_until_the_cursor_is_moved():
    regrowth = Regrowth()
    regrowth.aim(("keras", "Model", "fit"))
    assert regrowth.opens(("keras",))
    assert regrowth.opens(("keras", "Model"))
    assert not regrowth.opens(("keras", "Model", "fit"))
    assert not regrowth.opens(("keras", "layers"))
    assert regrowth.points_at(("keras", "Model", "fit"))
    regrowth.aim(("tf", "matmul"))
    regrowth.moved()
    assert not regrowth.opens(("tf",))
    assert regrowth.with_rest(Unfolding()) == Unfolding()


def test_the_way_to_a_row_is_kept_where_rows_come_later_and_goes_before_where_one_was():
    regrowth = Regrowth()
    regrowth.aim(("keras", "Sequential"))
    regrowth = regrowth.anew(Unfolding.of([("tf",)], ("tf", "nn")))
    assert regrowth.opens(("keras",))
    assert regrowth.opens(("tf",))
    assert not regrowth.points_at(("tf", "nn"))
    assert regrowth.points_at(("keras", "Sequential"))


@pytest.mark.parametrize(
    ("key", "api", "modules"),
    [
        (FIT, ("keras", "Model", "fit"), (*FIT.replace(":", ".").split("."),)),
        (MAKE, (), (*MAKE.replace(":", ".").split("."),)),
        ("op:MatMul", ("tf", "raw_ops", "MatMul"), ("op", "MatMul")),
    ],
)
def test_the_way_to_a_symbol(key, api, modules):
    assert tree.way(REFS[key], "api") == api
    assert tree.way(REFS[key], "modules") == modules


def test_the_title_says_where_the_open_symbol_has_no_place():
    assert tree.title(tree.way(REFS[FIT], "api")) == "1 Trees"
    assert "not public" in tree.title(tree.way(REFS[MAKE], "api"))


def test_what_a_class_inherits_stands_at_the_class():
    """Its children have come and it is not among them: the API tree lists a class's own members."""
    regrowth = Regrowth()
    regrowth.aim(("keras", "Sequential", "fit"))
    assert not regrowth.ends_at(("keras",), ["Sequential"])
    assert not regrowth.ends_at(("keras", "Sequential"), ["add", "fit"])
    assert regrowth.ends_at(("keras", "Sequential"), ["add", "build"])
    assert not regrowth.opens(("keras",))


def test_a_tree_remembers_so_many_nodes():
    assert len(Unfolding.of(((str(n),) for n in range(2 * KEPT)), ()).opened) == KEPT


# -------------------------------------------------------------------------------------------- call tree


def calls(count: int, **fields: object) -> tuple[Call, ...]:
    return tuple(Call(Ref(f"m:f{n}", f"m.f{n}", "function"), "exact", "call", **fields) for n in range(count))


def test_call_tree_marks_cycles_and_never_unfolds_them():
    root = call_tree.root(REFS[FIT])
    (step,) = call_tree.children(root, CallList((Call(REFS[STEP], "inferred", "callback", (15,)),)))
    (again,) = call_tree.children(step, CallList((Call(REFS[FIT], "candidate", "call"),)))
    assert (step.kind, again.kind) == ("call", "cycle")
    assert step.expandable
    assert not again.expandable
    assert "↻ cycle" in text.plain(call_tree.spans(again))


def test_call_tree_folds_wide_fan_out_and_unfolds_it_in_steps():
    root = call_tree.root(REFS[FIT])
    rows = call_tree.children(root, CallList(calls(100)), limit=40)
    assert [row.kind for row in rows] == ["call"] * 40 + ["more"]
    assert text.plain(call_tree.spans(rows[-1])).startswith("▸ 60 more")
    rest = call_tree.unfold(rows[-1], limit=40)
    assert [row.kind for row in rest] == ["call"] * 40 + ["more"]
    assert len(call_tree.unfold(rest[-1], limit=40)) == 20
    assert len(call_tree.children(root, CallList(calls(41)), limit=40)) == 41


def test_symbols_that_read_alike_are_told_apart():
    keys = [f"keras.src.{part}numpy:matmul" for part in ("backend.jax.", "backend.tensorflow.", "ops.")]
    targets = (Ref(key, key.replace(":", "."), "function") for key in [*keys, "keras.src.ops.nn:relu"])
    rows = call_tree.children(call_tree.root(REFS[FIT]), CallList(tuple(Call(ref, "exact", "call") for ref in targets)))
    assert [text.plain(call_tree.spans(row)).partition("ƒ ")[2] for row in rows] == [
        "numpy.matmul backend.jax",
        "numpy.matmul backend.tensorflow",
        "numpy.matmul ops",
        "nn.relu",
    ]
    twice = CallList(tuple(Call(REFS[STEP], "exact", kind) for kind in ("call", "callback")))
    assert not any(row.text for row in call_tree.children(call_tree.root(REFS[FIT]), twice))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (CallList(()), "none found"),
        (CallList((), 1), "1 call site not resolved"),
        (CallList(calls(1), 3), "3 call sites not resolved"),
    ],
)
def test_call_tree_says_what_is_missing(answer, words):
    rows = call_tree.children(call_tree.root(REFS[FIT]), answer)
    assert text.plain(call_tree.spans(rows[-1])) == words


def test_confidence_is_told_by_shape_and_word():
    assert len(set(confidence.SHAPES.values())) == 4
    for name in confidence.SHAPES:
        (call,) = (Call(REFS[STEP], name, "call", (1, 2, 3, 4), count=7 if name == "observed" else 0),)
        (row,) = call_tree.children(call_tree.root(REFS[FIT]), CallList((call,)))
        line = text.plain(call_tree.spans(row))
        assert line.startswith(confidence.shape(name))
        assert name in text.plain(call_tree.describe(row)[1])
        assert ("×7" in line) == (name == "observed")
        assert ":1,2,3…" in line


# ----------------------------------------------------------------------------------------------- source


@pytest.mark.parametrize("path", ["keras/src/models/sequential.py", "tensorflow/core/ops/math_ops.cc"])
def test_highlighting_keeps_every_line(path):
    document = SourceDocument.of(text_of(path)).with_highlighting()
    assert ["".join(piece for piece, _ in spans) for spans in document.highlighted] == list(document.lines)
    roles = {role for spans in document.highlighted for _, role in spans}
    assert {"string"} <= roles
    assert {"keyword", "class", "function", "docstring"} <= roles or path.endswith(".cc")


def test_hostile_source_is_neutralised_and_links_follow_tabs():
    document = SourceDocument.of(text_of("hostile.py")).with_highlighting()
    joined = "\n".join(document.lines)
    assert "\x1b" not in joined
    assert "\u202e" not in joined
    assert "\t" not in joined
    assert "[bold red]not markup[/]" in joined


def test_links_are_found_by_position():
    document = SourceDocument.of(text_of("keras/src/backend/tensorflow/trainer.py"))
    link = document.next_link(1, 0)
    assert (link.line, link.target.key) == (12, MAKE)
    assert document.link_at(link.line, link.column) == link
    assert document.link_at(link.line, link.column + link.length - 1) == link
    assert document.link_at(link.line, link.column + link.length) is None
    assert document.previous_link(13, 0) == link
    assert document.previous_link(1, 0) is None
    assert document.next_link(999, 0) is None
    assert [line.split(":")[0] for line in describe(link)] == [
        f"{REFS[MAKE].name}(self, data)",
        "● exact",
        "keras/src/backend/tensorflow/trainer.py",
    ]


def test_enclosing_is_the_innermost():
    document = SourceDocument.of(text_of("keras/src/models/sequential.py"))
    assert document.enclosing(20).key == f"{S}:Sequential.add"
    assert document.enclosing(10).key == f"{S}:Sequential"
    assert document.enclosing(1) is None


def test_a_line_tells_what_it_stands_in():
    document = SourceDocument.of(text_of("keras/src/backend/tensorflow/trainer.py"))
    assert text.plain(surroundings(document, 4)) == "in TensorFlowTrainer.train_step"
    assert surroundings(document, 500) == ()


def test_find_goes_round():
    document = SourceDocument.of(text_of("keras/src/models/sequential.py"))
    first = document.find("SELF._LAYERS", 0)
    assert "self._layers" in document.lines[first - 1]
    assert document.find("linear stack", first) == 1
    assert document.find("no such text", 0) is None


@pytest.mark.parametrize("lines", ["", "\n", "a\r\nb\r\n", "x" * 100_000])
def test_odd_texts_are_documents(lines):
    document = SourceDocument.of(replace(text_of("hostile.py"), text=lines, links=())).with_highlighting()
    assert all("\r" not in line for line in document.lines)
    assert document.width <= 100_000


@pytest.mark.parametrize(
    ("token", "role"),
    [("Literal.String.Doc", "docstring"), ("Comment.Preproc", "preprocessor"), ("Keyword.Type", "type"), ("Text", "")],
)
def test_roles(token, role):
    assert role_of(token) == role


# ---------------------------------------------------------------------------------------------- details


def test_details_list_everything():
    rows = details.rows(details_of(f"{S}:Sequential"))
    lines = [text.plain(row.spans) for row in rows]
    assert lines[0] == "C Sequential"
    assert lines[1] == "keras.Sequential"
    assert "Sequential(layers=None, trainable=True, name=None)" in lines
    assert [line for line in lines if line.startswith(("Public", "Alias", "MRO", "Permalink"))] == [
        "Public names  2",
        "Alias chain  1",
        "MRO  3",
        "Permalink",
    ]
    assert {row.key for row in rows if row.key} == {f"{S}:Sequential"}


def test_details_of_an_op_open_registration_kernels_and_gradient():
    rows = details.rows(details_of("op:MatMul"))
    opened = [text.plain(row.spans).split("\n")[0].strip() for row in rows if row.place]
    assert opened == [
        "tensorflow/core/ops/math_ops.cc:2",
        "registered",
        "∇ _MatMulGrad",
        "κ CPU  float, double",
        "MatMulOp",
    ]


def test_kernels_are_cut_short_but_for_the_op_itself():
    answer = details_of("op:MatMul")
    (op,) = answer.ops
    many = replace(answer, ops=(replace(op, kernels=op.kernels * 30),))
    assert sum("κ" in text.plain(row.spans) for row in details.rows(many)) == 30
    caller = replace(many, ref=REFS[STEP])
    *_, last = (row for row in details.rows(caller) if row.key)
    assert sum("κ" in text.plain(row.spans) for row in details.rows(caller)) == details.KERNELS_SHOWN
    assert (last.key, "18 more kernels" in text.plain(last.spans)) == ("op:MatMul", True)


def test_copying_offers_name_path_and_permalink():
    answer = details_of(f"{S}:Sequential")
    assert copying.choices(answer, place("a.py", 3)) == {
        "name": "keras.Sequential",
        "dotted path": f"{S}.Sequential",
        "file and line": "a.py:3",
        "permalink": answer.url,
    }
    assert copying.choices(None, None) == {}


@pytest.mark.parametrize(
    ("key", "words"), [("<builtin>:range", "written in C"), (f"{S}:Sequential", "no source in this snapshot")]
)
def test_no_source_in_words(key, words):
    assert words in messages.no_source(details_of(key))


def test_external_symbols_say_how_to_get_them():
    answer = details_of("<builtin>:range")
    answer = replace(answer, origin="source", ref=replace(answer.ref, key="<external>:six.moves"))
    assert "outside this snapshot" in messages.no_source(answer)


# ------------------------------------------------------------------------------------- search, path, pairs


def test_search_drops_late_answers():
    model = SearchModel().typed("seq")
    assert model.pending
    late = model.typed("sequ").answer("seq", (REFS[FIT],))
    assert late.hits == ()
    assert late.pending
    fresh = late.answer("sequ", (REFS[FIT],))
    assert fresh.hits == (REFS[FIT],)
    assert not fresh.typed("").active


def test_search_says_when_nothing_matches():
    assert "zzz" in SearchModel().typed("zzz").answer("zzz", ()).message
    assert SearchModel().typed("z").message == "Searching…"
    assert SearchModel().message == ""


@pytest.mark.parametrize("width", [20, 40, 120])
def test_search_hits_keep_their_own_name(width):
    assert "train_step" in text.plain(search.spans(REFS[STEP], width))


@pytest.mark.parametrize("width", [20, 24, 40])
def test_search_hits_fit_their_width(width):
    long = Ref("m:f", "reference_impl.models.sequential_attributes.batch_input_shape_of_inputs", "function")
    assert all(len(line) <= width for line in text.plain(search.spans(long, width)).split("\n"))


def test_a_hit_tells_its_whole_name_and_place():
    assert [text.plain(line) for line in search.describe(REFS[FIT])] == [
        "keras.Model.fit",
        f"method  {REFS[FIT].place}",
    ]


def test_dead_copies_are_marked():
    assert "dead copy" in text.plain(search.spans(replace(REFS[STEP], dead=True), 60))


def test_path_is_a_chain():
    hop = Call(REFS[STEP], "inferred", "call", (20,), place("a.py", 1))
    rows = call_path.rows(CallPath(REFS[FIT], (hop,)))
    assert [row.key for row in rows] == [FIT, None, STEP]
    assert rows[1].place == Place("keras", "a.py", 20)
    assert call_path.summary(CallPath(REFS[FIT], (hop,))) == "1 call, weakest: ◐ inferred"


def test_the_other_side_follows_or_stays():
    mirror = REFS[PAIRS[FIT]]
    both = pairs.arrange(REFS[FIT], mirror)
    assert pairs.arrange(mirror, REFS[FIT]) == both
    walked = both.walk("left", REFS[STEP], REFS[PAIRS[STEP]])
    assert (walked.left, walked.right, walked.stale) == (REFS[STEP], REFS[PAIRS[STEP]], None)
    stayed = both.walk("left", REFS[MAKE], None)
    assert (stayed.left, stayed.right, stayed.stale) == (REFS[MAKE], mirror, "right")
    assert pairs.arrange(REFS[MAKE], None).stale == "right"


def test_pairs_filter():
    both, missing = Pair("keras.Model.fit", REFS[FIT], REFS[PAIRS[FIT]]), Pair("keras.Sequential", REFS[STEP], None)
    everything = (both, missing)
    assert pairs.select(everything, "all", "") == everything
    assert pairs.select(everything, "missing", "") == (missing,)
    assert pairs.select(everything, "paired", "FIT reference") == (both,)
    assert pairs.summary(everything) == "1 pairs, 1 without a counterpart"
    assert "no counterpart" in text.plain(pairs.spans(missing))


# ------------------------------------------------------------------------------------ comparison, indexing

RUN = [
    {
        "event": "start",
        "example": "mlp",
        "backend": "numpy",
        "epochs": 1,
        "steps": 2,
        "layers": ["dense"],
        "tolerance": 1e-4,
    },
    {"event": "step", "side": "keras", "epoch": 0, "step": 0, "loss": 1.0},
    {"event": "step", "side": "keras", "epoch": 0, "step": 1, "loss": 0.5},
    {"event": "epoch", "side": "keras", "epoch": 0, "logs": {"loss": 0.75}},
    {"event": "step", "side": "reference_impl", "epoch": 0, "step": 0, "loss": 1.0, "difference": 1e-7},
    {"event": "step", "side": "reference_impl", "epoch": 0, "step": 1, "loss": 0.5, "difference": 0.0},
    {"event": "epoch", "side": "reference_impl", "epoch": 0, "layers": [{"layer": "dense", "difference": 2e-6}]},
    {"event": "end", "within": True, "tolerance": 1e-4, "loss_difference": 1e-7, "largest": {"layer": "dense"}},
]


def test_comparison_grows_with_its_lines():
    model = Comparison.started()
    for event in RUN[:5]:
        model = model.feed(json.dumps(event))
    assert (model.keras, model.ours) == ((1.0, 0.5), (1.0,))
    assert model.fraction == 0.75
    for event in RUN[5:]:
        model = model.feed(json.dumps(event))
    assert (model.status, model.message) == ("done", "Within the tolerance")
    assert model.ranked()[0].difference == 2e-6
    assert model.ended(1, "too late") == model


def test_comparison_survives_noise_and_failure():
    model = Comparison.started().feed("2026-01-01 I tensorflow/core").feed('{"event": "step"}').feed("[1]")
    assert len(model.log) == 3
    assert model.ended(2, "Traceback\nImportError: no tensorflow\n").message == "ImportError: no tensorflow"
    assert model.ended(2, "").message == "exit status 2"
    assert model.cancel().feed(json.dumps(RUN[0])).status == "cancelled"


def test_index_run_reads_json_and_words():
    run = IndexRun().feed('{"stage": "extract", "done": 5, "total": 20}')
    assert (run.stage, run.fraction) == ("extract", 0.25)
    run = run.feed("extracting 1,000/4,000 files")
    assert run.fraction == 0.25
    assert run.feed("").stage == run.stage
    assert run.feed('{"snapshot": "keras@v3"}').ended(0).snapshot == "keras@v3"
    failed = run.feed("tracer: no such revision: v9").ended(2)
    assert (failed.status, failed.stage) == ("failed", "tracer: no such revision: v9")
    assert run.cancel().ended(-15).status == "cancelled"


# ------------------------------------------------------------------------------------------------- keys


def test_no_key_has_two_meanings_in_one_place():
    for table in (keys.TABLE, keys.SOURCE, keys.CALLS, keys.TREE):
        names = [name for key in table for name in key.keys.split(",")]
        assert len(names) == len(set(names))


def test_every_key_is_on_the_help_page():
    listed = {key for _, group in keys.groups() for key in group}
    assert {*keys.TABLE, *keys.SOURCE, *keys.CALLS, *keys.TREE} <= listed


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("keras.layers.LSTM", "lstm"), ("keras.layers.Conv2D.call", "convnet"), ("keras.Sequential", "mlp"),
        ("", "mlp"), ("keras.losses.BinaryCrossentropy", "binary"),
    ],
)  # fmt: skip
def test_the_example_that_fits_a_symbol(name: str, example: str) -> None:
    assert example_for(name) == example


def test_long_paths_break_at_their_parts() -> None:
    path = "     tensorflow/python/keras/engine/base_layer_utils.py:1204"
    assert (
        text.broken_at_parts(path, 30) == "     tensorflow/python/keras/\n     engine/\n     base_layer_utils.py:1204"
    )
    assert text.broken_at_parts(path, 80) == path
    assert text.broken_at_parts("x" * 60, 30) == "x" * 60


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["DARK", "LIGHT"])
def test_text_stands_out_from_its_ground(theme: str) -> None:
    """4.5 as WCAG asks of text, on both grounds; 3 for line numbers."""
    from tracer.tui import themes

    chosen = getattr(themes, theme)
    colours = {**chosen.variables, **{name: getattr(chosen, name) for name in ("primary", "secondary", "accent")}}
    colours |= {name: getattr(chosen, name) for name in ("foreground", "success", "warning", "error")}
    for name, colour in colours.items():
        if name in {"line", "selected", "input-selection-background"}:
            continue
        for ground in (chosen.surface, chosen.panel):
            darker, lighter = sorted((luminance(colour), luminance(ground)))
            contrast = (lighter + 0.05) / (darker + 0.05)
            assert contrast >= (3 if name == "faint" else 4.5), (name, ground, contrast)


def test_an_inherited_member_goes_by_the_name_that_was_asked_for_and_says_where_it_is_defined():
    fit = Ref("keras.src.trainer:TensorFlowTrainer.fit", "keras.Model.fit", "method", public=True)
    asked = Details(fit, "TensorFlowTrainer.fit", "keras.src.trainer").asked_for("keras.Sequential.fit")
    shown = ["".join(text for text, _ in row.spans) for row in details.rows(asked)]
    assert shown[0].endswith(" Sequential.fit")
    assert shown[1:3] == ["keras.Sequential.fit", "defined as keras.src.trainer.TensorFlowTrainer.fit"]
    assert asked.asked_for("keras.layers.Dense.call") is asked.asked_for(None) is asked


def test_a_dead_copy_is_said_on_the_second_line_of_a_narrow_list():
    place = Place("tensorflow", "tensorflow/python/keras/engine/training.py", 883)
    hit = Ref("k", "tensorflow.python.keras.engine.training.Model.fit", "method", place, dead=True)
    first, second = "".join(text for text, _ in search.spans(hit, 30)).split("\n")
    assert "dead copy" not in first
    assert second.startswith("  dead copy  ")
    assert max(len(first), len(second)) <= 32
