"""Queries off the event loop: debounced, one at a time in each group, late answers dropped."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tracer.errors import TracerError

Value = TypeVar("Value")
Result = TypeVar("Result")
PATIENCE = 0.25
"""Seconds until a pane says that it is waiting."""

log = logging.getLogger(__name__)


@dataclass
class Answer(Message):
    """A query's end: `deliver` puts the value into widgets, on the event loop."""

    group: str
    ticket: int
    deliver: Callable[[], None]


class AskingScreen(Screen[Result]):
    """A screen that asks queries in threads. The newest question of a group wins."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual has it, but that all of the screen is drawn anew whenever the focus moves."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._tickets: defaultdict[str, int] = defaultdict(int)

    def keep_width(self) -> None:
        """Take the class for the terminal's width over from the screen below, for `compose`: set later, when the size
        is told, all that was composed would be styled twice."""
        below = self.app.screen_stack[0]
        self.add_class(*(name for _, name in self.app.HORIZONTAL_BREAKPOINTS or () if below.has_class(name)))

    def watch_focused(self) -> None:
        """Mark the pane that has the focus. `:focus-within` would have Textual restyle all that is in a pane whenever
        the focus comes or goes, where only its frame changes."""
        around = self.focused.ancestors_with_self if self.focused is not None else ()
        for pane in self.query(".pane"):
            focused = pane in around
            if pane.has_class("-focused") != focused:
                pane.set_class(focused, "-focused", update=False)
                self.app.stylesheet.update_nodes((pane,))

    def ask(
        self,
        group: str,
        query: Callable[[], Value],
        deliver: Callable[[Value], None],
        *,
        failed: Callable[[str], None] | None = None,
        waiting: Callable[[], None] | None = None,
        delay: float = 0.0,
    ) -> None:
        """Run `query` in a thread after `delay` seconds and hand its value to `deliver`.

        A later question of the same group makes this one void. `failed` gets an error in words (default: a notice),
        `waiting` is called when the answer takes long enough to be noticed.
        """
        self._tickets[group] += 1
        ticket = self._tickets[group]
        if waiting is not None:
            self.set_timer(delay + PATIENCE, lambda: self._tickets[group] == ticket and waiting())
        work = self._answer((group, ticket, delay), query, deliver, failed or self._notice)
        self.run_worker(work, group=group, exclusive=True, exit_on_error=False)

    def drop(self, group: str) -> None:
        """Make the open question of a group void."""
        self._tickets[group] += 1

    async def _answer(
        self,
        question: tuple[str, int, float],
        query: Callable[[], Value],
        deliver: Callable[[Value], None],
        failed: Callable[[str], None],
    ) -> None:
        group, ticket, delay = question
        if delay:
            await asyncio.sleep(delay)
        try:
            value = await asyncio.to_thread(query)
        except TracerError as error:
            message = error.message
            self.post_message(Answer(group, ticket, lambda: failed(message)))
        except Exception as error:
            # A defect must not take the screen down, nor pass unseen: it is shown, and logged with its traceback.
            log.exception("query of group %s failed", group)
            message = f"Something went wrong inside tracer: {type(error).__name__}: {error}"
            self.post_message(Answer(group, ticket, lambda: failed(message)))
        else:
            self.post_message(Answer(group, ticket, lambda: deliver(value)))

    def on_answer(self, event: Answer) -> None:
        event.stop()
        if self._tickets[event.group] == event.ticket and self.is_attached:
            self._tickets[event.group] += 1
            event.deliver()

    def _notice(self, message: str) -> None:
        self.notify(message, severity="error", markup=False)

    def later(self, call: Callable[..., Any]) -> None:
        """Call after the next refresh, unless the screen is gone."""
        self.call_after_refresh(lambda: self.is_attached and call())
