"""Answers `where` from the first snapshot that knows the name, whether it is indexed or not."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from tracer.cli.context import indexed, note
from tracer.errors import EmptySource, TracerError, UsageError
from tracer.index.freshness import behind, changed_content, changed_files
from tracer.index.outdated import is_outdated
from tracer.index.selection import REFERENCE, Chosen, choose
from tracer.queries.answers import Match, WhereAnswer
from tracer.queries.where import permalink, where
from tracer.store import File, Snapshot, Store

PATIENCE = 10.0
"""Seconds that lines of standard input are answered without an index; the others are worth making one."""
OUTDATED = "{} was indexed by another version of tracer: run `tracer index` again"


class Answerer:
    """Holds what is open while queries are answered; use it in a `with` statement."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._args = args
        self._stack = ExitStack()
        self._store = Store.open_for_reading()
        if self._store is not None:
            self._stack.callback(self._store.close)
        self._chosen = choose(self._store, args.at, args.backend)
        self._readers: list[Any] = []
        self._quick: dict[int, ExitStack] = {}
        """What closes those of the readers that have no index, by their number."""
        self._spent = 0.0
        self._used: tuple[Any, Chosen] | None = None
        self._changed: dict[tuple[str, int], bytes | None] = {}
        self._written: dict[str, list[tuple[File, bytes]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    # --------------------------------------------------------------------------------------------- answers

    def answer(self, query: str) -> WhereAnswer:
        """The answer of the first choice that has a match (in reference_impl only if no choice has another); without
        any, that of the first."""
        if self._args.stdin and self._spent > PATIENCE:
            self._index()
        weak: tuple[WhereAnswer, Any, Chosen] | None = None
        for reader, chosen in self._open():
            started = time.monotonic()
            answer = self._at_changed_line(reader, query) or self._where(reader, query)
            if not isinstance(reader, Snapshot):
                self._spent += time.monotonic() - started
            if any(match.source != REFERENCE for match in answer.matches):
                self._used = (reader, chosen)
                return self._fresh(reader, answer)
            if weak is None or (answer.matches and not weak[0].matches):
                weak = (answer, reader, chosen)
        assert weak is not None
        answer, *used = weak
        self._used = (used[0], used[1])
        if not answer.matches and isinstance(used[0], Snapshot):
            from tracer.queries.fresh import answer_new

            answer = answer_new(used[0], query, self._args.api, self._edited(used[0])) or answer
        return self._fresh(used[0], answer)

    def _where(self, reader: Any, query: str) -> WhereAnswer:
        return where(reader, query, self._args.api, self._args.all, in_full=not self._args.json)

    def _edited(self, snapshot: Snapshot) -> list[tuple[File, bytes]]:
        """The files that were written since they were indexed and differ, looked for once."""
        if snapshot.name not in self._written:
            self._written[snapshot.name] = changed_files(snapshot)
        return self._written[snapshot.name]

    def _at_changed_line(self, reader: Any, query: str) -> WhereAnswer | None:
        """The answer for FILE:LINE in a file that changed since it was indexed."""
        if not isinstance(reader, Snapshot) or not query.rstrip()[-1:].isdigit() or ":" not in query:
            return None
        if all(source.kind == "git" for source in reader.sources if source.name != REFERENCE):
            return None
        from tracer.queries.fresh import answer_at_line

        return answer_at_line(reader, query, self._args.api, lambda file: self._content(reader, file.id))

    def _open(self) -> Iterator[tuple[Any, Chosen]]:
        for number, chosen in enumerate(tuple(self._chosen)):
            if number == len(self._readers):
                try:
                    self._readers.append(self._reader(number, chosen))
                except EmptySource:
                    if number + 1 == len(self._chosen):
                        raise
                    self._readers.append(None)
            if self._readers[number] is not None:
                yield self._readers[number], chosen

    def _reader(self, number: int, chosen: Chosen) -> Any:
        if chosen.snapshot is not None:
            return self._stack.enter_context(chosen.snapshot)
        from tracer.index.quick import quick_reader

        self._quick[number] = self._stack.enter_context(ExitStack())
        return self._quick[number].enter_context(quick_reader(chosen.specs, self._args.backend))

    def _index(self) -> None:
        """Index what was answered from without an index, and answer from that henceforth; where it can't be, go on."""
        self._spent = float("-inf")
        for number, stack in tuple(self._quick.items()):
            stack.close()
            chosen = self._chosen[number]
            try:
                self._readers[number] = self._stack.enter_context(indexed(self._args, chosen, calls=False))
            except TracerError as error:
                note(error.message)
                self._readers[number] = self._reader(number, chosen)

    def _fresh(self, reader: Any, answer: WhereAnswer) -> WhereAnswer:
        """The answer with what changed on disk since it was indexed."""
        if not isinstance(reader, Snapshot):
            return answer
        matches = tuple(self._fresh_match(reader, match) for match in answer.matches)
        return answer if matches == answer.matches else answer._replace(matches=matches)

    def _fresh_match(self, snapshot: Snapshot, match: Match) -> Match:
        number = match.file_number
        if number is None:
            return match
        content = self._content(snapshot, number)
        if content is None:
            return match
        from tracer.queries.fresh import refreshed

        return refreshed(match, content)

    def _content(self, snapshot: Snapshot, number: int) -> bytes | None:
        """The bytes of a file that changed since it was indexed."""
        key = (snapshot.name, number)
        if key not in self._changed:
            self._changed[key] = changed_content(snapshot, snapshot.file(number))
        return self._changed[key]

    # ----------------------------------------------------------------------------------------- what it says

    def heading(self) -> str:
        """Which snapshot answered, and why that one."""
        assert self._used is not None
        reader, chosen = self._used
        at = self._args.at or ""
        folder = os.path.basename(at.rpartition("@")[0] or at.rstrip("/"))
        origin = f", from {at}" if "/" in at and folder not in reader.name else ""
        return f"{reader.name}{origin} ({chosen.reason})"

    def notes(self) -> list[str]:
        """How far the index is behind; what a first answer left out."""
        if self._used is None:
            return []
        if not isinstance(self._used[0], Snapshot):
            return list(self._used[0].notes.values())
        snapshot = self._used[0]
        outdated = [OUTDATED.format(snapshot.name)] if is_outdated(snapshot.info) else []
        return [*outdated, *behind(snapshot)]

    def locate(self, source: str | None, path: str | None) -> str | None:
        """The absolute path of a source's file on disk; None for what is only in git's objects."""
        if self._used is None or path is None:
            return None
        for known in self._used[0].sources:
            if known.name == source and known.kind != "git":
                full = os.path.join(known.root, path)
                return full if os.path.exists(full) else None
        return None

    def link(self, source: str | None, path: str | None, line: int | None) -> str | None:
        """The absolute path of a source's file, or its permalink if it is only in git's objects; `source` is None where
        only the path is known."""
        if self._used is None or path is None:
            return None
        reader = self._used[0]
        found = [file for file in reader.files_ending(path) if file.path == path]
        sources = [one for one in map(reader.source_of, found) if source in (None, one.name)]
        for known in sources:
            if local := self.locate(known.name, path):
                return local
            if address := permalink(known, path, line):
                return address
        return None

    # ----------------------------------------------------------------------------------------------- editor

    def open_in_editor(self, match: Match) -> None:
        """Open a match in the user's editor, at its line; one that is only in git's objects as a copy.

        Raises:
            UsageError: no editor is set, or the match is no file.
        """
        import shlex
        import shutil
        import subprocess

        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not editor or not editor.strip():
            raise UsageError("no editor is set", hint="set EDITOR, for example: export EDITOR=vim")
        if match.file is None:
            raise UsageError("it is defined in no file that could be opened", where=match.name)
        path = self.locate(match.source, match.file) or self._copy(match)
        command = shlex.split(editor)
        if shutil.which(command[0]) is None:
            raise UsageError("the editor cannot be found", where=command[0], hint="check EDITOR")
        subprocess.run([*command, *editor_arguments(command[0], path, match.line or 1)], check=False)

    def _copy(self, match: Match) -> str:
        from tracer.queries.source import source_bytes

        assert self._used is not None
        assert match.file_number is not None
        reader = self._used[0]
        import tempfile

        target = os.path.join(tempfile.mkdtemp(prefix="tracer-"), os.path.basename(match.file or "file"))
        with open(target, "wb") as file:
            file.write(source_bytes(reader, reader.file(match.file_number)))
        os.chmod(target, 0o444)
        print(f"tracer: opening a copy of {match.file} at {match.revision}", file=sys.stderr)
        return target


def editor_arguments(editor: str, path: str, line: int) -> list[str]:
    """How an editor is told the line: `+LINE FILE` but for the VS Code, Sublime and JetBrains families."""
    name = os.path.basename(editor)
    if name in ("code", "code-insiders", "codium", "cursor"):
        return ["--goto", f"{path}:{line}"]
    if name in ("subl", "sublime_text", "atom", "zed", "hx", "helix"):
        return [f"{path}:{line}"]
    if name in ("pycharm", "idea", "charm"):
        return ["--line", str(line), path]
    return [f"+{line}", path]
