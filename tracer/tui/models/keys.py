"""Every key of the UI in one table: bindings, hints beside panes and the help screen are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["go", "look", "mark", "tools", "search", "tree", "source", "calls", "details", "sides"]


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` are Textual's names, comma separated; `shown` as people write them; `footer` whether the footer has it."""

    keys: str
    shown: str
    action: str
    label: str
    help: str
    group: Group
    footer: bool = False
    at_once: bool = False


TABLE = (
    Key("question_mark,f1", "?", "help", "Help", "This page", "tools", True),
    Key("q", "q", "leave", "Quit", "Quit; the next start takes up from here", "tools", True),
    Key("slash", "/", "search", "Search", "Search all names as you type", "go", True, at_once=True),
    Key("g", "g", "go_to", "Go to", "Go to a symbol, module, path:line or op by its name", "go", True, at_once=True),
    Key("left_square_bracket,alt+left", "[", "back", "Back", "Back to where you were", "go", True),
    Key("right_square_bracket,alt+right", "]", "forward", "Forward", "Forward again", "go", True),
    Key("f,ctrl+o", "f", "jump", "Jump", "Jump mode: a letter on every pane and every visible call", "go", True),
    Key("1", "1", "pane('tree')", "Trees", "Go to the API and module trees", "go"),
    Key("2", "2", "pane('source')", "Source", "Go to the source", "go"),
    Key("3", "3", "pane('calls')", "Calls", "Go to the call tree", "go"),
    Key("4", "4", "pane('details')", "Details", "Go to the details", "go"),
    Key("r", "r", "side_by_side", "Both", "The symbol and its counterpart, side by side", "look", True),
    Key("c", "c", "direction", "Callers", "Switch between callees and callers", "look", True),
    Key("d", "d", "definition", "Definition", "Back to the definition of the symbol that is open", "look", True),
    Key("a", "a", "tree", "API/modules", "Switch between the API tree and the module tree", "look"),
    Key("z", "z", "zoom", "Zoom", "One pane alone, and back", "look", True),
    Key("m", "m", "mark_end", "Mark", "Mark this symbol as an end of a path", "mark", True),
    Key("p", "p", "path", "Path", "The path between the two marked symbols", "mark", True),
    Key("b", "b", "bookmark", "Bookmark", "Set or remove a bookmark here", "mark", True),
    Key("B", "B", "bookmarks", "Bookmarks", "The list of bookmarks", "mark", True),
    Key("o", "o", "editor", "Editor", "Open this line in $EDITOR", "tools", True),
    Key("y", "y", "copy", "Copy", "Copy the name, the path or the permalink", "tools", True),
    Key("s", "s", "snapshots", "Snapshots", "Open another snapshot", "tools"),
    Key("C", "C", "link_calls", "Link calls", "Link the call graph of a snapshot that has none yet", "tools"),
    Key("I", "I", "index", "Index", "Index a repository, a directory or a distribution", "tools", True),
    Key("L", "L", "counterparts", "Counterparts", "All counterparts, and what has none", "tools", True),
    Key("R", "R", "compare", "Run", "Train the same model in Keras and in reference_impl", "tools", True),
    Key("T", "T", "theme", "Theme", "Light or dark", "tools", True),
    Key("ctrl+p", "^p", "app.command_palette", "Palette", "All commands by name", "tools"),
)

SOURCE = (
    Key("enter", "⏎", "follow", "Follow", "Follow the call under the cursor, or the next one in its line", "source"),
    Key("n", "n", "next_link", "Next call", "Go to the next call in the source", "source"),
    Key("N", "N", "previous_link", "Previous call", "Go to the call before", "source"),
    Key("i", "i", "info", "Info", "Signature, certainty and place of the call under the cursor", "source"),
    Key("e", "e", "open_enclosing", "Enclosing", "Open the definition that the cursor stands in", "source"),
    Key("ctrl+f", "^f", "find", "Find", "Find a text in this file", "source"),
    Key("f3", "F3", "find_next", "Next match", "Next line with the text looked for", "source"),
)

CALLS = (
    Key("enter", "⏎", "select_cursor", "Open", "Open the symbol", "calls"),
    Key("space", "␣", "toggle_node", "Unfold", "Unfold or fold", "calls"),
    Key("x", "x", "call_site", "Site", "Show the call site in the source", "calls"),
    Key("full_stop", ".", "root_here", "Root", "Make this symbol the root of the call tree", "calls"),
)

TREE = (
    Key("enter", "⏎", "select_cursor", "Open", "Open the symbol", "tree"),
    Key("space", "␣", "toggle_node", "Unfold", "Unfold or fold", "tree"),
)

RESULTS = (
    Key("enter", "⏎", "select", "Open", "Open the symbol", "search"),
    Key("up,down", "↑↓", "cursor", "Choose", "Choose among the results", "search"),
    Key("escape", "esc", "dismiss", "Back to the trees", "End the search", "search"),
)

DETAILS = (
    Key("enter", "⏎", "select", "Open", "Open what the row names", "details"),
    Key("y", "y", "copy", "Copy", "Copy a name, a path or the permalink", "details"),
)

SIDE_SOURCE = (
    Key(
        "enter", "⏎", "follow", "Follow or open", "Follow the call under the cursor; elsewhere, open this side", "sides"
    ),
    Key("n", "n", "next_link", "Next call", "Go to the next call", "sides"),
    Key("tab", "tab", "app.focus_next", "Other side", "Go to the next pane", "sides"),
)

SIDE_CALLS = (
    Key("up,down", "↑↓", "cursor", "Walk", "Walk: the other side follows where it has a counterpart", "sides"),
    Key("enter", "⏎", "select_cursor", "Open", "Open the symbol in the main screen", "sides"),
    Key("space", "␣", "toggle_node", "Unfold", "Unfold or fold", "sides"),
)

HEADINGS = {
    "go": "Getting around",
    "look": "Looking",
    "mark": "Marks and paths",
    "tools": "Tools",
    "search": "While searching",
    "tree": "In the trees",
    "source": "In the source",
    "calls": "In the call tree",
    "details": "In the details",
    "sides": "Side by side",
}


def groups() -> tuple[tuple[str, tuple[Key, ...]], ...]:
    """All keys by heading, in the order of the help page."""
    everything = (*TABLE, *RESULTS, *TREE, *SOURCE, *CALLS, *DETAILS, *SIDE_SOURCE, *SIDE_CALLS)
    return tuple((title, tuple(key for key in everything if key.group == group)) for group, title in HEADINGS.items())


def hint(keys: tuple[Key, ...]) -> str:
    """The keys of a pane in one line, for its border."""
    return "  ".join(f"{key.shown} {key.label.lower()}" for key in keys)
