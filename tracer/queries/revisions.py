"""A name at many revisions: each answered as the first question about a repository that was never indexed is.

Only files where the name can be are read, and only contents that were not read before: facts are kept in the store, and
what one revision shares with the one before is not looked at again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from tracer.errors import SourceError, TracerError
from tracer.facts import SourceFile
from tracer.index.build import without_collection
from tracer.index.extraction import FactsLoader
from tracer.index.quick import largest_first
from tracer.link import public_api, signatures
from tracer.link.ops import LinkedOps
from tracer.link.program import Program
from tracer.link.quick import COUNTERPART, QuickReader
from tracer.link.quick_files import Files
from tracer.linked import MESSAGES, Signature
from tracer.queries.answers import Match
from tracer.queries.former_names import before_it_was_exported, from_outside, in_the_old_api, re_exported
from tracer.queries.history import Known, Last, Revision, State, Timeline, joined, timeline
from tracer.queries.op_history import OpReader, OpSeries
from tracer.queries.where import match_at, matches_of
from tracer.sources import SourceProvider
from tracer.sources.git import Git
from tracer.sources.series import GitSeries, Tag, tags
from tracer.store import Store
from tracer.store.rows import Source

Progress = Callable[[str, int, int], None]

_COMMITS = 50
_OP = "op:"
_BETWEEN_WORDS = re.compile(r"\W")


def history(
    store: Store,
    specs: Sequence[str],
    name: str,
    globs: Sequence[str],
    progress: Progress,
    *,
    workers: int,
    backend: str = "tensorflow",
) -> Timeline:
    """What became of `name` over the tags of repositories.

    Of several repositories each takes over where the ones before it end: only its tags after their last one count.

    Args:
        store: where facts are kept.
        specs: paths of git repositories, in the order in which the symbol moved through them.
        name: in any form that `where` takes.
        globs: which tags, by their names; releases if there are none.
        progress: told ("revisions", done, total).
        workers: processes to extract with.
        backend: Keras 3's backend.

    Raises:
        SourceError: a path is no git repository, or no tag of it matches.
    """
    lanes = _lanes(specs, globs)
    total = sum(len(chosen) for _, chosen in lanes)
    found: list[list[Known]] = []
    looked_at = 0
    failed: list[tuple[str, str]] = []
    known = {f"tf.{name.removeprefix('tensorflow.').removeprefix('tf.')}"}
    with without_collection():
        # From the newest back: which public names to look for in releases that declare none, later ones tell.
        for git, chosen in reversed(lanes):
            series = _Series(store, git, workers, backend)
            states: list[Known] = []
            found.insert(0, states)
            try:
                for tag in reversed(chosen):
                    progress("revisions", looked_at, total)
                    looked_at += 1
                    try:
                        state = series.state(tag, name, known)
                        known.update(state.exports if state is not None else ())
                        states.insert(0, (series.revision(tag), state))
                    except TracerError as error:
                        failed.append((tag.name, error.message))
            finally:
                series.close()
    failed.reverse()
    known_states, never = joined(found)
    events = tuple(timeline(known_states))
    having = sum(state is not None for states in found for _, state in states)
    last = _last(lanes, known_states)
    return Timeline(name, events, looked_at - len(failed), having, tuple(failed), never, last)


def _lanes(specs: Sequence[str], globs: Sequence[str]) -> list[tuple[Git, list[Tag]]]:
    lanes: list[tuple[Git, list[Tag]]] = []
    last = 0
    for spec in specs:
        path = Path(os.path.expanduser(spec)).absolute()
        git = Git.find(path)
        if git is None:
            raise SourceError("not a git repository, so it has no history", where=str(path), hint="give a clone's path")
        chosen = [tag for tag in tags(git, globs) if tag.date > last]
        lanes.append((git, chosen))
        last = max([last, *(tag.date for tag in chosen)])
    return lanes


class _Series:
    """The revisions of one repository, each a program of its own over shared facts."""

    def __init__(self, store: Store, git: Git, workers: int, backend: str) -> None:
        self._files = GitSeries(git, along=(COUNTERPART,))
        self._workers = workers
        self._backend = backend
        self._loader: FactsLoader | None = None
        self._store = store
        self._url = git.web_url()
        self._ops: OpSeries | None = None
        self._asked: dict[str, None] = {}
        """Paths whose facts the revision before was answered from, in that order: this one's will be asked for too."""

        self._place: str | None = None
        """Where the next newer revision has what is asked for: before it was public it may have stood there too."""

    def revision(self, tag: Tag) -> Revision:
        self._files.at(tag.commit)
        return Revision(self._files.name, tag.name, tag.commit, tag.date)

    def state(self, tag: Tag, name: str, known: Set[str]) -> State | None:
        """What `name` stands for at a tag, None where it stands for nothing; `known` are public names it may have."""
        files = self._files.at(tag.commit)
        if self._loader is None:
            # Facts are only ever loaded file by file here, for which a provider needs a name and `read`.
            self._loader = FactsLoader(self._store, [cast(SourceProvider, self._files)])
        by_path = {file.path: file for file in files}
        self._loader.prefetch((by_path[path] for path in self._asked if path in by_path), self._workers)
        self._asked.clear()
        source = self._source(tag)
        searched = _SeriesFiles(self._files, self._loader, self._workers)
        reader = QuickReader(self._program(files), self._loader.facts, searched, [source])
        is_op, name = name.startswith(_OP), name.removeprefix(_OP)
        is_written = not is_op and _is_written(files, searched, name)
        match = next(iter(matches_of(reader, name)), None) if is_written else None
        if match is None and (generated := self._generated(tag, name)) is not None:
            op_files, rows = generated
            reader = OpReader(self._program((*op_files, *files)), self._loader.facts, searched, [source], rows)
            match = _generated_match(matches_of(reader, name), name)
        if is_written:
            match = match or before_it_was_exported(reader, searched, name) or in_the_old_api(reader, name)
        if match is None:
            elsewhere = re_exported(reader.program, name) or from_outside(reader, searched, name)
            if elsewhere is not None or self._place is None:
                return elsewhere
            match = match_at(reader, self._place)
        if match is None:
            return None
        self._place = f"{match.module}.{match.qualname}"
        exports = _public_names(reader, searched, match, name, known)
        return replace(
            _state(reader, match),
            exports=exports,
            name=match.name if match.exports else min(exports, key=len, default=match.name),
        )

    def _generated(self, tag: Tag, name: str) -> tuple[tuple[SourceFile, ...], LinkedOps] | None:
        """What a build makes of the ops called `name`, for names that no Python file has."""
        if self._files.name != "tensorflow":
            return None
        if self._ops is None:
            self._ops = OpSeries(self._store, self._files.git, self._files.name)
        return self._ops.link(tag.commit, name)

    def _program(self, files: Sequence[SourceFile]) -> Program:
        loader = self._loader
        assert loader is not None

        def load(file: SourceFile) -> Any:
            self._asked[file.path] = None
            return loader.facts(file)

        program = Program(files, load, backend=self._backend, load_flow=loader.flow)
        program.read = self._files.read_path
        return program

    def _source(self, tag: Tag) -> Source:
        root = str(self._files.git.directory)
        return Source(0, self._files.name, "git", root, tag.name, tag.commit, self._url, tag.commit, {})

    def close(self) -> None:
        if self._loader is not None:
            self._loader.close()
        if self._ops is not None:
            self._ops.close()
        self._files.close()


class _SeriesFiles:
    """The Python files of a series' present revision (`tracer.link.quick_files.Files`)."""

    def __init__(self, series: GitSeries, loader: FactsLoader, workers: int) -> None:
        self._series = series
        self._files = series.files
        self._loader = loader
        self._workers = workers

    def of_kind(self, kind: str) -> Sequence[SourceFile]:
        return self._files if kind == "python" else ()

    def containing(self, words: Iterable[bytes], kind: str = "python") -> Sequence[SourceFile]:
        self._loader.advance()
        return list(self._series.containing(tuple(words), self.of_kind(kind)))

    def matching(
        self, pattern: re.Pattern[bytes], words: Iterable[bytes], kind: str = "python"
    ) -> Sequence[SourceFile]:
        return list(self._series.matching(pattern, tuple(words), self.of_kind(kind)))

    def found(self, pattern: re.Pattern[bytes], file: SourceFile) -> Sequence[bytes]:
        return self._series.found(pattern, file)

    def read(self, file: SourceFile) -> bytes:
        return self._series.read(file)

    def read_all(self, kind: str) -> Iterator[tuple[SourceFile, bytes]]:
        return ((file, self.read(file)) for file in self.of_kind(kind))

    def fetch(self, files: Iterable[SourceFile]) -> None:
        self._loader.prefetch(largest_first(files), self._workers)


def _is_written(files: Sequence[SourceFile], searched: Files, name: str) -> bool:
    """Whether the last part of a name stands in a Python file, or in a path: nothing of that name is defined if not."""
    last = _BETWEEN_WORDS.split(name)[-1]
    if not last.isidentifier() or "/" in name:
        return True
    word = last.encode()
    pattern = re.compile(rb"(?<!\w)%s(?!\w)" % re.escape(word))
    if next(iter(searched.matching(pattern, (word,))), None) is not None:
        return True
    return any(f"/{last}." in f"/{file.path}" or f"/{last}/" in f"/{file.path}" for file in files)


def _generated_match(matches: Sequence[Match], name: str) -> Match | None:
    """The best match; for an op's own name the op itself, whatever wraps it at some revision."""
    ops = (match for match in matches if match.kind == "op" and match.name == name)
    return next(ops, next(iter(matches), None))


def _public_names(reader: QuickReader, files: Files, match: Match, asked: str, known: Set[str]) -> tuple[str, ...]:
    """A match's public names; those of a member through the class that was asked for, else the one that defines it. In
    releases that declare none, by import."""
    outermost, *inner = match.qualname.split(".")
    member = "".join(f".{part}" for part in inner)
    owner: Match | None = match
    if inner and not match.exports:
        owner = _found(reader, files, asked.removesuffix(member)) or match_at(reader, f"{match.module}.{outermost}")
    names = set(owner.exports if owner is not None else ())
    if names and asked.startswith("tf.") and next(iter(matches_of(reader, asked)), None) == match:
        names.add(asked.removesuffix(member))  # in a package that stands for another, as tf.losses of TensorFlow 2
    if owner is not None and not names and _is_public_by_import(reader.program, owner.module):
        owners = (name.removesuffix(member) for name in known)
        names.update(public_api.names_of(reader.program, owner.key, owners))
    return tuple(sorted(f"{name}{'' if match.exports else member}" for name in names))


def _is_public_by_import(program: Program, module: str) -> bool:
    return public_api.is_imported(program) or public_api.is_never_decorated(module)


def _found(reader: QuickReader, files: Files, name: str) -> Match | None:
    found = next(iter(matches_of(reader, name)), None)
    return found or before_it_was_exported(reader, files, name) or in_the_old_api(reader, name)


def _state(reader: QuickReader, match: Match) -> State:
    symbol = reader.symbol(match.key)
    return State(
        match.name,
        match.kind,
        match.source or "",
        match.module,
        match.qualname,
        match.file or _proto_of(match.module),
        match.line or 0,
        match.end_line or 0,
        _signature(reader, match),
        tuple(sorted(match.exports)),
        symbol is not None and symbol.dead,
        match.url,
    )


def _signature(reader: QuickReader, match: Match) -> Signature | None:
    """How a match is called; as it is written, where a wrapper takes anything."""
    found = match.signature
    definition = reader.program.definition(match.key) if match.written is not None else None
    if definition is not None:
        return signatures.of_parameters(definition[1].parameters)
    return None if found is None else Signature(found.args, found.varargs, found.varkw, found.kwonly, found.defaults)


def _proto_of(module: str) -> str:
    """The file that the build makes a module of messages from; "" for any other module."""
    is_message = module.endswith(MESSAGES)
    return f"{module.removesuffix(MESSAGES).replace('.', '/')}.proto" if is_message else ""


def _last(lanes: Sequence[tuple[Git, list[Tag]]], states: Sequence[tuple[Revision, State | None]]) -> Last | None:
    """Where the symbol was seen last: what `git log -L` starts from."""
    for revision, state in reversed(states):
        if state is not None and state.file and state.line and state.outside is None:
            git = next(git for git, chosen in lanes if any(tag.commit == revision.sha for tag in chosen))
            return Last(str(git.work_tree or git.directory), revision, state)
    return None


def commits(last: Last) -> Iterator[tuple[str, str, str]]:
    """The commits that changed a definition, (hash, day, subject), newest first: what `git log -L` says."""
    git, state, commit = Git.find(Path(last.repository)), last.state, last.revision.sha
    if git is None:
        return
    output = git.run(
        "log", "-s", f"--max-count={_COMMITS}", "--format=%h%x00%as%x00%s", "--no-textconv", "--no-ext-diff",
        "--no-show-signature", "--no-color",
        f"-L{state.line},{max(state.line, state.end_line)}:{state.file}", commit, ok=(0, 128), limited=False,
    )  # fmt: skip
    for line in output.decode("utf-8", "replace").splitlines():
        short, _, rest = line.partition("\0")
        day, _, subject = rest.partition("\0")
        yield short, day, subject
