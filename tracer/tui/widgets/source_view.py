"""The source pane: line numbers, highlighting, calls as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tracer.tui.gateway import Link
from tracer.tui.models import keys
from tracer.tui.models.source_document import SourceDocument
from tracer.tui.models.text import wrapped
from tracer.tui.widgets.bindings import bindings_of
from tracer.tui.widgets.spans import Palette


class SourceView(ScrollView, can_focus=True):
    """Draws a `SourceDocument`, keeps a cursor in it and says which link is meant."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of(keys.SOURCE),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("left,h", "move_column(-1)", "Left", show=False),
        Binding("right,l", "move_column(1)", "Right", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False),
        Binding("home,ctrl+home", "line(1)", "Top", show=False),
        Binding("end,G", "line(1000000000)", "End", show=False),
    ]
    ALLOW_SELECT = False

    @dataclass
    class Follow(Message):
        """A link is to be followed."""

        view: SourceView
        link: Link

    @dataclass
    class Enter(Message):
        """Enter was pressed where there is no link."""

        view: SourceView

    @dataclass
    class Pointed(Message):
        """The cursor or the mouse is on a link, or on none; `pinned` when asked for by a key."""

        view: SourceView
        link: Link | None
        pinned: bool = False

    @dataclass
    class Moved(Message):
        """The cursor came to a line."""

        line: int

    @dataclass
    class OpenEnclosing(Message):
        """The definition around a line is to be opened."""

        line: int

    class FindRequested(Message):
        """A text to look for is wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.document: SourceDocument | None = None
        self.message = ""
        self.needle = ""
        self.cursor_line = 1
        self.cursor_column = 0
        self._span = (0, 0)
        self._hover: Link | None = None
        self._palette = Palette({})
        self._base = Style()

    # ------------------------------------------------------------------------------------ what is shown

    def show(self, document: SourceDocument, line: int, span: tuple[int, int] = (0, 0)) -> None:
        """Show a document with the cursor at `line`; `span` are the lines of the symbol that is open."""
        same = self.document is not None and (self.document.source, self.document.path) == (
            document.source,
            document.path,
        )
        self.document, self._span, self._hover, self.message = document, span, None, ""
        self.virtual_size = Size(document.width + self._gutter_width + 2, len(document.lines))
        self._place_cursor(line, 0)
        self._reveal(line, near_top=not same or span != (0, 0))
        self.refresh()

    def recolour(self, document: SourceDocument) -> None:
        """Replace the document by its highlighted form, if it still is the one shown."""
        shown = self.document
        if shown is not None and (shown.source, shown.path) == (document.source, document.path):
            self.document = document
            self.refresh()

    def show_message(self, message: str) -> None:
        """Show words instead of a source: nothing open yet, loading, no source, an error."""
        self.document, self.message = None, message
        self.virtual_size = Size(0, 0)
        self.refresh()

    @property
    def link(self) -> Link | None:
        """The link under the cursor."""
        if self.document is None:
            return None
        return self.document.link_at(self.cursor_line, self.cursor_column)

    def visible_links(self) -> list[tuple[int, int, Link]]:
        """Links on the screen: x and y within this widget."""
        if self.document is None:
            return []
        top, left = round(self.scroll_y), round(self.scroll_x)
        found = []
        for y in range(self.scrollable_content_region.height):
            for link in self.document.links_of(top + y + 1):
                x = self._gutter_width + link.column - left
                if self._gutter_width <= x < self.size.width:
                    found.append((x, y, link))
        return found

    # --------------------------------------------------------------------------------------- the cursor

    def _place_cursor(self, line: int, column: int) -> None:
        count = len(self.document.lines) if self.document else 0
        self.cursor_line = max(1, min(line, count))
        self.cursor_column = max(0, column)

    def _go(self, line: int, column: int) -> None:
        if self.document is None:
            return
        self._place_cursor(line, column)
        self._reveal(self.cursor_line)
        self.refresh()
        self.post_message(self.Moved(self.cursor_line))
        self.post_message(self.Pointed(self, self.link))

    def _reveal(self, line: int, *, near_top: bool = False) -> None:
        height = max(1, self.size.height)
        if near_top:
            self.scroll_to(x=0, y=max(0, line - 1 - height // 5), animate=False, force=True)
            return
        region = Region(self.cursor_column + self._gutter_width, line - 1, 2, 1)
        self.scroll_to_region(region, animate=False, force=True)

    def action_move(self, lines: int) -> None:
        self._go(self.cursor_line + lines, self.cursor_column)

    def action_move_column(self, columns: int) -> None:
        self._go(self.cursor_line, self.cursor_column + columns)

    def action_page(self, pages: int) -> None:
        self._go(self.cursor_line + pages * max(1, self.size.height - 2), self.cursor_column)

    def action_line(self, line: int) -> None:
        self._go(line, 0)

    def action_next_link(self) -> None:
        if self.document is not None:
            self._go_to_link(self.document.next_link(self.cursor_line, self.cursor_column))

    def action_previous_link(self) -> None:
        if self.document is not None:
            self._go_to_link(self.document.previous_link(self.cursor_line, self.cursor_column))

    def _go_to_link(self, link: Link | None) -> None:
        if link is None:
            self.app.bell()
        else:
            self._go(link.line, link.column)

    def action_follow(self) -> None:
        link = self.link
        if link is None and self.document is not None:
            link = next(iter(self.document.links_of(self.cursor_line)), None)
        if link is None:
            self.post_message(self.Enter(self))
        else:
            self.post_message(self.Follow(self, link))

    def action_info(self) -> None:
        self.post_message(self.Pointed(self, self.link, pinned=True))

    def action_open_enclosing(self) -> None:
        self.post_message(self.OpenEnclosing(self.cursor_line))

    def action_find(self) -> None:
        self.post_message(self.FindRequested())

    def action_find_next(self) -> None:
        self.find(self.needle)

    def find(self, needle: str) -> bool:
        """Go to the next line with a text; False where there is none."""
        self.needle = needle
        line = self.document.find(needle, self.cursor_line) if self.document and needle else None
        if line is not None and self.document is not None:
            self._go(line, self.document.lines[line - 1].lower().find(needle.lower()))
        return line is not None

    # ---------------------------------------------------------------------------------------- the mouse

    def _under(self, event: events.MouseEvent) -> tuple[int, int]:
        offset = event.get_content_offset(self)
        x, y = (offset.x, offset.y) if offset is not None else (event.x, event.y)
        return round(self.scroll_y) + y + 1, round(self.scroll_x) + x - self._gutter_width

    def on_mouse_move(self, event: events.MouseMove) -> None:
        link = self.document.link_at(*self._under(event)) if self.document else None
        if link != self._hover:
            self._hover = link
            self.refresh()
            self.post_message(self.Pointed(self, link or self.link))

    def on_leave(self) -> None:
        if self._hover is not None:
            self._hover = None
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        if self.document is None:
            return
        line, column = self._under(event)
        self._go(line, column)
        if self.link is not None and self.cursor_line == line:
            self.post_message(self.Follow(self, self.link))

    # -------------------------------------------------------------------------------------- the drawing

    @property
    def _gutter_width(self) -> int:
        return self.document.gutter + 3 if self.document else 0

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._palette = Palette(self.app.theme_variables)

    def render_lines(self, crop: Region) -> list[Strip]:
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self._base
        if self.document is None:
            return self._message_strip(y, width)
        line = round(self.scroll_y) + y + 1
        if line > len(self.document.lines):
            return Strip.blank(width, base)
        if line == self.cursor_line and self.has_focus:
            base += self._palette["cursor-line"]
        left = round(self.scroll_x)
        room = width - self._gutter_width
        text = Strip(self._text_segments(self.document, line, base)).crop(left, left + room)
        return Strip([*self._gutter(line, base), *text.adjust_cell_length(room, base)]).simplify()

    def _message_strip(self, y: int, width: int) -> Strip:
        lines = wrapped(self.message, max(10, width - 2))
        index = y - max(0, (self.size.height - len(lines)) // 2)
        if not 0 <= index < len(lines):
            return Strip.blank(width, self._base)
        style = self._base + self._palette["dim"]
        left = max(1, (width - max(map(len, lines))) // 2)
        return Strip([Segment(" " * left + lines[index], style)]).adjust_cell_length(width, style)

    def _gutter(self, line: int, base: Style) -> list[Segment]:
        assert self.document is not None
        inside = self._span[0] <= line <= self._span[1]
        style = base + self._palette["gutter-in" if inside else "gutter"]
        number = str(line).rjust(self.document.gutter)
        return [Segment(f" {number}", style), Segment("▌" if inside else " ", style), Segment(" ", base)]

    def _text_segments(self, document: SourceDocument, line: int, base: Style) -> list[Segment]:
        links = document.links_of(line)
        segments: list[Segment] = []
        column = 0
        for text, role in document.spans_of(line):
            style = base + self._palette[f"source-{role}"]
            for piece, link in _cut(text, column, links):
                segments.append(Segment(piece, style if link is None else style + self._link_style(link)))
            column += len(text)
        if line == self.cursor_line and self.has_focus and self.link is None:
            return _at(segments, self.cursor_column, self._palette["cursor"], base)
        return segments

    def _link_style(self, link: Link) -> Style:
        style = self._palette[f"link-{link.confidence}"]
        if link == self._hover:
            return style + self._palette["hover"]
        return style + self._palette["cursor"] if self.has_focus and link == self.link else style


def _cut(text: str, column: int, links: tuple[Link, ...]) -> list[tuple[str, Link | None]]:
    """Pieces of `text`, which starts at `column`, inside and outside of links."""
    pieces: list[tuple[str, Link | None]] = []
    position, end = column, column + len(text)
    for link in links:
        start, stop = max(position, link.column), min(end, link.column + link.length)
        if start < stop:
            if position < start:
                pieces.append((text[position - column : start - column], None))
            pieces.append((text[start - column : stop - column], link))
            position = stop
    if position < end:
        pieces.append((text[position - column :], None))
    return pieces


def _at(segments: list[Segment], column: int, style: Style, base: Style) -> list[Segment]:
    """The segments with one character drawn in another style."""
    result: list[Segment] = []
    position = 0
    for segment in segments:
        index = column - position
        if 0 <= index < len(segment.text):
            before, here, after = segment.text[:index], segment.text[index], segment.text[index + 1 :]
            own = segment.style or base
            result += [Segment(part, look) for part, look in ((before, own), (here, own + style), (after, own)) if part]
        else:
            result.append(segment)
        position += len(segment.text)
    if column >= position:
        result += [Segment(" " * (column - position), base), Segment(" ", base + style)]
    return result
