"""A TensorFlow symbol and its counterpart, side by side; one side follows the other."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tracer.tui.asking import AskingScreen
from tracer.tui.gateway import Direction, Gateway, Ref
from tracer.tui.models import call_tree, pairs, source_document
from tracer.tui.models.call_tree import CallRow
from tracer.tui.models.pairs import SideBySide
from tracer.tui.models.source_document import SourceDocument
from tracer.tui.models.text import neutralise
from tracer.tui.widgets.call_tree import CallTree
from tracer.tui.widgets.choice import Choice
from tracer.tui.widgets.covered import Covered, CoveredHorizontal
from tracer.tui.widgets.info_line import InfoLine
from tracer.tui.widgets.key_footer import KeyFooter
from tracer.tui.widgets.lazy_tree import LazyTree
from tracer.tui.widgets.side import Side
from tracer.tui.widgets.source_view import SourceView

WALK_DELAY = 0.05


class SideBySideScreen(AskingScreen[str | None], Covered):
    """Dismisses with the key of the symbol to open, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,r,q", "close", "Close", key_display="esc"),
        Binding("left_square_bracket,alt+left", "close", "Back", show=False),
        Binding("c", "direction", "Callers", key_display="c"),
        Binding("L", "counterparts", "Counterparts", key_display="L"),
        Binding("1", "side('left')", "TensorFlow", key_display="1"),
        Binding("2", "side('right')", "reference_impl", key_display="2"),
        Binding("question_mark,f1", "help", "Help", key_display="?"),
    ]

    def __init__(self, gateway: Gateway, ref: Ref) -> None:
        super().__init__()
        self._gateway = gateway
        self._start = ref
        self._model = SideBySide()
        self._walking: pairs.Side | None = None

    def compose(self) -> ComposeResult:
        self.keep_width()
        right = pairs.is_mirror(self._start)
        with CoveredHorizontal(id="sides"):
            yield Side("1 TensorFlow", id="side-left", front=not right)
            yield Side("2 reference_impl", id="side-right", front=right)
        yield InfoLine(id="info")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._begin(self._start)

    def _begin(self, ref: Ref) -> None:
        self.ask("pair", lambda: self._gateway.counterpart(ref.key), lambda other: self._arrange(ref, other))
        self.action_side("right" if pairs.is_mirror(ref) else "left")

    def action_side(self, side: pairs.Side) -> None:
        """Focus a side's call tree; in a narrow terminal only that side is shown."""
        for name in ("left", "right"):
            self.query_one(f"#side-{name}").set_class(name == side, "-front")
        self.later(self._side(side).call_pane.call_tree.focus)

    def _side(self, side: pairs.Side) -> Side:
        return self.query_one(f"#side-{side}", Side)

    # ------------------------------------------------------------------------------------------ the model

    def _arrange(self, ref: Ref, other: Ref | None) -> None:
        self._model = pairs.arrange(ref, other)
        self._draw(self._model)
        if other is None:  # in a narrow terminal the empty side is not in sight
            self.notify(f"{neutralise(ref.name)} has no counterpart", severity="warning", markup=False)
        for side, shown in (("left", self._model.left), ("right", self._model.right)):
            if shown is not None:
                self._side(cast(pairs.Side, side)).call_pane.show(call_tree.root(shown), "callees")

    def _draw(self, model: SideBySide, before: SideBySide | None = None) -> None:
        for name, ref in (("left", model.left), ("right", model.right)):
            side = cast(pairs.Side, name)
            self._side(side).name_symbol(ref, stale=model.stale == side)
            if ref is not None and (before is None or getattr(before, name) != ref):
                self._show_source(side, ref)

    def _show_source(self, side: pairs.Side, ref: Ref) -> None:
        place = ref.place
        widget = self._side(side)
        if place is None:
            widget.source_view.show_message(f"{ref.name} has no source in this snapshot.")
            return

        def show(document: SourceDocument) -> None:
            widget.show_document(document, ref)
            if document.note:
                self.query_one("#info", InfoLine).lines = (((f"{document.path}: {document.note}", "warning"),),)
            self.ask(f"highlight-{side}", document.with_highlighting, widget.source_view.recolour)

        shown = widget.source_view.document
        if shown is not None and (shown.source, shown.path) == (place.source, place.path):
            self.drop(f"source-{side}")
            widget.show_document(shown, ref)
            return
        self.ask(
            f"source-{side}",
            lambda: SourceDocument.of(self._gateway.source(place.source, place.path)),
            show,
            failed=widget.source_view.show_message,
        )

    def _walk(self, side: pairs.Side, target: Ref, *, delay: float = 0.0) -> None:
        """One side goes on, the other follows where it can."""
        key = target.key

        def walked(other: Ref | None) -> None:
            before, self._model = self._model, self._model.walk(side, target, other)
            self._draw(self._model, before)
            if other is not None:
                self._point_at(other.key, "right" if side == "left" else "left")

        self.ask("pair", lambda: self._gateway.counterpart(key), walked, delay=delay)

    def _point_at(self, key: str, side: pairs.Side) -> None:
        """Move the cursor of a side's call tree to a symbol that is visible there."""
        tree = self._side(side).call_pane.call_tree
        rows = (tree.get_node_at_line(line) for line in range(tree.last_line + 1))
        node = next((node for node in rows if node and node.data and node.data.path[-1:] == (key,)), None)
        if node is not None:
            with tree.prevent(CallTree.Pointed):
                tree.move_cursor(node)

    def _side_of(self, widget: object) -> pairs.Side:
        ancestors = getattr(widget, "ancestors_with_self", ())
        return "right" if any(ancestor.id == "side-right" for ancestor in ancestors) else "left"

    # ---------------------------------------------------------------------------------- widgets' messages

    @on(LazyTree.Wanted)
    def _calls_wanted(self, event: LazyTree.Wanted) -> None:
        row = cast(CallRow, event.row)
        tree = event.tree
        direction: Direction = self._side(self._side_of(tree)).call_pane.direction
        self.ask(
            f"calls-{self._side_of(tree)}-{event.node_id}",
            lambda: self._gateway.calls(row.path[-1], direction),
            lambda answer: _fill(tree, event, call_tree.children(row, answer)),
            failed=lambda message: tree.failed(event.node_id, event.generation, message),
        )

    @on(CallTree.Pointed)
    def _pointed(self, event: CallTree.Pointed) -> None:
        tree = event.tree
        if not tree.has_focus:
            return
        self.query_one("#info", InfoLine).lines = call_tree.describe(event.row)
        if event.row.target is not None:
            self._walk(self._side_of(tree), event.row.target, delay=WALK_DELAY)

    @on(CallTree.Open)
    def _open(self, event: CallTree.Open) -> None:
        self.dismiss(event.row.path[-1])

    @on(CallTree.Root)
    def _root(self, event: CallTree.Root) -> None:
        if event.row.target is not None:
            self._reroot(self._side_of(event.tree), event.row.target)

    def _reroot(self, side: pairs.Side, target: Ref) -> None:
        pane = self._side(side).call_pane
        pane.show(call_tree.root(target), pane.direction)

    @on(SourceView.Follow)
    def _follow(self, event: SourceView.Follow) -> None:
        side = self._side_of(event.view)
        self._walk(side, event.link.target)
        self._reroot(side, event.link.target)

    @on(SourceView.Enter)
    def _enter(self, event: SourceView.Enter) -> None:
        ref = self._model.left if self._side_of(event.view) == "left" else self._model.right
        if ref is not None:
            self.dismiss(ref.key)

    @on(SourceView.Pointed)
    def _link_pointed(self, event: SourceView.Pointed) -> None:
        if event.link is not None:
            text = "  ".join(source_document.describe(event.link))
            self.query_one("#info", InfoLine).lines = (((text, f"confidence-{event.link.confidence}"),),)

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        self._turn(self._side_of(event.choice), cast(Direction, event.value))

    def _turn(self, side: pairs.Side, direction: Direction) -> None:
        pane = self._side(side).call_pane
        top = pane.call_tree.root.children
        if top and top[0].data is not None:
            pane.show(top[0].data, direction)

    def action_direction(self) -> None:
        sides: tuple[pairs.Side, ...] = ("left", "right")
        for side in sides:
            pane = self._side(side).call_pane
            self._turn(side, "callers" if pane.direction == "callees" else "callees")

    def action_counterparts(self) -> None:
        from tracer.tui.screens.counterparts import CounterpartsScreen

        self.app.push_screen(CounterpartsScreen(self._gateway), self._chosen_pair)

    def _chosen_pair(self, ref: Ref | None) -> None:
        if ref is not None:
            self._begin(ref)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_help(self) -> None:
        from tracer.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())


def _fill(tree: LazyTree[object], event: LazyTree.Wanted, rows: tuple[CallRow, ...]) -> None:
    tree.fill(event.node_id, event.generation, rows)
