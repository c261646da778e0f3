"""Empty, loading and error states in words."""

from __future__ import annotations

from tracer.tui.gateway import Details
from tracer.tui.models.text import neutralise

OPENING = "Opening the index…"
WELCOME = """Nothing open yet

/   search all names: try  Sequential.fit
g   go to a symbol, a module, an op or path:line
1   walk the API tree

?   all keys"""
NO_SNAPSHOT = "No snapshot is open: I indexes one, s opens another"
NO_NAMES = "No public names here: a shows the modules"
NO_COUNTERPART = """No counterpart

reference_impl mirrors the path of fit;
L lists what it has, and what it has not."""


def cannot_open(message: str) -> str:
    """No snapshot could be opened."""
    return (
        f"{neutralise(message)}\n\n"
        "I   index a repository, a directory or an installed package\n"
        "s   open another snapshot"
    )


def not_found(name: str) -> str:
    """A name given on the command line matches nothing."""
    return (
        f"Nothing is called “{neutralise(name)}” in this snapshot.\n\n"
        "/   search by parts of the name\n"
        "s   open another snapshot"
    )


def cannot_read(message: str) -> str:
    """A file could not be had."""
    return f"This source cannot be shown.\n\n{neutralise(message)}"


def no_source(details: Details) -> str:
    """A symbol without a place."""
    name = neutralise(details.ref.name)
    if details.origin == "builtin":
        return f"{name} is written in C:\nthere is no Python source for it."
    if details.ref.key.startswith("<external>"):
        return f"{name} lies outside this snapshot.\n\nI   index the package it comes from along with it"
    return f"{name} has no source in this snapshot."
