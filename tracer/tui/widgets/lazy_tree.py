"""A tree whose nodes ask for their children when they are unfolded first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tracer.tui.models.text import Span, neutralise, plain
from tracer.tui.models.unfolding import Path, Regrowth, Unfolding
from tracer.tui.widgets.spans import Palette

Row = TypeVar("Row")
TOGGLE_STYLE = Style.from_meta({"toggle": True})
"""Marks the arrow of a row, so that a click on it unfolds."""


class LazyTree(Tree[Row], Generic[Row]):
    """Base of the call tree and the symbol trees; subclasses say how a row reads and whether it can unfold.

    `generation` grows whenever the tree starts anew, so that children that arrive late are dropped.
    """

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("right,l", "unfold", "Unfold", show=False),
        Binding("left,h", "fold", "Fold", show=False),
        Binding("G,end", "scroll_end", "End", show=False),
    ]

    @dataclass
    class Wanted(Message):
        """The children of a node are wanted."""

        tree: LazyTree[object]
        node_id: int
        generation: int
        row: object

        @property
        def control(self) -> LazyTree[object]:
            return self.tree

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self.auto_expand = False
        self.show_root = False
        self.guide_depth = 2
        self.generation = 0
        self._asked: set[int] = set()
        self._regrowth = Regrowth()
        self._palette = Palette({})
        self._base = Style()

    def spans(self, row: Row) -> tuple[Span, ...]:
        """How a row reads."""
        raise NotImplementedError

    def can_unfold(self, row: Row) -> bool:
        """Whether a row may have children."""
        raise NotImplementedError

    def identity(self, row: Row) -> str:
        """What tells a row from its siblings, also at the next start; empty for rows that are no symbols."""
        raise NotImplementedError

    def start(self, rows: tuple[Row, ...], again: Unfolding | None = None) -> None:
        """Begin anew with these rows at the top; `again` is unfolded as the children arrive, and so is the way to a row
        that was to be revealed before these arrived."""
        self.clear()
        self.generation += 1
        self._asked.clear()
        self._regrowth = self._regrowth.anew(again)
        self.root.expand()
        self._add(self.root, rows)
        self.cursor_line = 0 if rows else -1

    def show_message(self, message: str) -> None:
        """Words instead of rows."""
        self.clear()
        self.generation += 1
        self.root.expand()
        self._say(self.root, message)

    def fill(self, node_id: int, generation: int, rows: tuple[Row, ...]) -> TreeNode[Row] | None:
        """Put the children under a node, unless the tree has started anew since they were asked for."""
        if generation != self.generation:
            return None
        node = self.get_node_by_id(node_id)  # type: ignore[arg-type]
        node.remove_children()
        self._add(node, rows)
        self._end_at(node)
        return node

    def _end_at(self, node: TreeNode[Row]) -> None:
        """Put the cursor on a row whose children have come, where what was to be revealed below it is not there."""
        below = [self.identity(child.data) for child in node.children if child.data is not None]
        if self._regrowth.ends_at(self.path_of(node), below):
            self.call_after_refresh(self._point_at, node, self.generation)

    def replace(self, node: TreeNode[Row], rows: tuple[Row, ...]) -> None:
        """Put rows in the place of a node."""
        parent = node.parent
        if parent is None:
            return
        line = node.line
        self._splice(parent, node, rows)
        self.call_after_refresh(self.move_cursor_to_line, line)

    def _splice(self, parent: TreeNode[Row], node: TreeNode[Row], rows: tuple[Row, ...]) -> None:
        self._add(parent, rows, before=parent.children.index(node))
        node.remove()

    def _add(self, node: TreeNode[Row], rows: tuple[Row, ...], before: int | None = None) -> None:
        path = self.path_of(node)
        for offset, row in enumerate(rows):
            place = None if before is None else before + offset
            child = node.add("", row, before=place, allow_expand=self.can_unfold(row))
            self.regrow(child, (*path, self.identity(row)))

    # ------------------------------------------------------------------------------ taking up where one was

    def path_of(self, node: TreeNode[Row]) -> Path:
        """The identities of the rows from the top down to a node."""
        path: list[str] = []
        at: TreeNode[Row] | None = node
        while at is not None and at.data is not None:
            path.append(self.identity(at.data))
            at = at.parent
        return tuple(reversed(path))

    @property
    def unfolding(self) -> Unfolding:
        """What is unfolded, and where the cursor is."""
        cursor = self.cursor_node
        now = Unfolding.of(self._opened(self.root, ()), self.path_of(cursor) if cursor is not None else ())
        return self._regrowth.with_rest(now)

    def _opened(self, node: TreeNode[Row], path: Path) -> Iterator[Path]:
        for child in node.children:
            if child.is_expanded and child.allow_expand and child.data is not None:
                below = (*path, self.identity(child.data))
                yield below
                yield from self._opened(child, below)

    def regrow(self, node: TreeNode[Row], path: Path) -> None:
        """Unfold a row that has arrived, and put the cursor on it, where it was so before."""
        if self._regrowth.opens(path):
            node.expand()
        if self._regrowth.points_at(path):
            self.call_after_refresh(self._point_at, node, self.generation)

    def reveal(self, path: Path) -> None:
        """Unfold the way to a row and put the cursor on it, also where its rows have yet to come."""
        self._regrowth.aim(path)
        node = self.root
        for depth, name in enumerate(path, 1):
            found = (child for child in node.children if child.data is not None and self.identity(child.data) == name)
            child = next(found, None)
            if child is None:
                if node.children:
                    self._end_at(node)
                return
            self.regrow(child, path[:depth])
            node = child

    def _point_at(self, node: TreeNode[Row], generation: int) -> None:
        if generation == self.generation:
            self.move_cursor(node)
            # Where the row stands can be scrolled to once the rows that came with it are laid out.
            self.call_after_refresh(self._centre, node, generation)

    def _centre(self, node: TreeNode[Row], generation: int) -> None:
        if (
            generation == self.generation
            and not self.scroll_offset.y <= node.line < self.scroll_offset.y + self.size.height - 1
        ):
            self.scroll_to(y=node.line - self.size.height // 2, animate=False, force=True)

    def on_key(self) -> None:
        self._regrowth.moved()

    def on_click(self) -> None:
        self._regrowth.moved()

    def failed(self, node_id: int, generation: int, message: str) -> None:
        """Say under a node why its children could not be had; unfolding it again asks again."""
        if generation == self.generation:
            node = self.get_node_by_id(node_id)  # type: ignore[arg-type]
            node.remove_children()
            self._say(node, message)
            self._asked.discard(node_id)

    def _say(self, node: TreeNode[Row], message: str) -> None:
        # A pane that is hidden, as in a narrow terminal, has no width yet: it will have all there is.
        width = self.size.width or self.app.size.width
        for line in wrap(neutralise(message), max(20, width - 8)):
            node.add_leaf(line)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.cursor_node.data if self.cursor_node is not None else None

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Row]) -> None:
        event.stop()
        node = event.node
        if node.data is not None and node.id not in self._asked:
            self._asked.add(node.id)
            if not node.children:
                node.add_leaf("loading…")
            self.post_message(self.Wanted(self, node.id, self.generation, node.data))  # type: ignore[arg-type]

    def action_unfold(self) -> None:
        node = self.cursor_node
        if node is not None and node.allow_expand and not node.is_expanded:
            node.expand()
        elif node is not None and node.children:
            self.action_cursor_down()

    def action_fold(self) -> None:
        node = self.cursor_node
        if node is not None and node.is_expanded:
            node.collapse()
        elif node is not None and node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def notify_style_update(self) -> None:
        """Draw anew: Textual would also count the rows and lay out the screen, at each move of the focus."""
        self._palette = Palette(self.app.theme_variables)
        self._line_cache.clear()
        self._updates += 1
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        left, top = self.scroll_offset
        return self._render_line(y + top, left, left + self.size.width, self._base)

    def get_label_width(self, node: TreeNode[Row]) -> int:
        """Cells that a row takes; asked of every row whenever the tree changes."""
        return cell_len(str(node.label)) if node.data is None else 2 + cell_len(plain(self.spans(node.data)))

    def render_label(self, node: TreeNode[Row], base_style: Style, style: Style) -> Text:
        if node.data is None:
            return Text(str(node.label), style=style + Style(dim=True), end="")
        icon = "" if not node.allow_expand else self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        label = Text(icon or "  ", style=base_style + TOGGLE_STYLE if icon else base_style, end="")
        label.append_text(self._palette.text(self.spans(node.data)))
        if node is self.cursor_node:
            label.stylize(Style(bgcolor=style.bgcolor, bold=True if self.has_focus else None))
        return label
