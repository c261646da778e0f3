"""Many revisions of one repository, walked in order: what one revision shares with the one before is not read again."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tracer.errors import UnknownRevision
from tracer.facts import SourceFile
from tracer.sources.base import Entry, build_listing
from tracer.sources.contents import Contents
from tracer.sources.git import Git
from tracer.sources.layout import main_package
from tracer.sources.repository import BlobReader, repository_name

RELEASE = re.compile(r"v?\d+(\.\d+)+$")
VERSION = re.compile(r"v?(\d+(?:\.\d+)+)((?:[-.]?(?:a|alpha|b|beta|rc|dev|pre|post)[-.]?\d*)?)$")
PYTHON = ("*.py", "*.pyi")
OPS = ("*ops/*.cc", "*api_def_*.pbtxt")
"""Where TensorFlow registers ops and says how Python sees them; as git's pathspecs have it, `*` matches `/` too."""


class Pattern(Protocol):
    """A compiled pattern over bytes."""

    def search(self, text: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, or another name of a commit, with the commit and its date in seconds since the epoch."""

    name: str
    commit: str
    date: int


def tags(git: Git, globs: Sequence[str] = ()) -> list[Tag]:
    """A repository's tags in the order of their versions: those that match one of `globs`, or its releases.

    A glob that matches no tag may be a branch or a commit; where one is, all are in the order of their dates.

    Releases are tags such as `v2.1.0`, without `rc` and the like, and the newest tag if it comes after all of them.
    Versions and not dates order them, since old versions are mended long after new ones came out.

    Raises:
        UnknownRevision: a glob matches no tag and is no revision, or there is no release.
    """
    listed = "%(refname:short)%00%(objectname)%00%(*objectname)%00%(committerdate:unix)%00%(*committerdate:unix)"
    found = []
    for line in git.run("for-each-ref", f"--format={listed}", "refs/tags").decode("utf-8", "replace").splitlines():
        name, own, peeled, own_date, peeled_date = line.split("\0")
        date = peeled_date or own_date
        if date.isdigit():
            found.append(Tag(name, peeled or own, int(date)))
    found.sort(key=lambda tag: version_key(tag.name))
    chosen = _matching(git, found, globs) if globs else _releases(found)
    if not chosen:
        hint = f"none of its {len(found)} tags is a release" if found else "it has no tags"
        raise UnknownRevision(
            "no release to look at",
            where=str(git.directory),
            hint=f"{hint}: name tags, branches or commits with --revs",
        )
    return chosen


def _matching(git: Git, found: Sequence[Tag], globs: Sequence[str]) -> list[Tag]:
    chosen = [tag for tag in found if any(fnmatch.fnmatchcase(tag.name, glob) for glob in globs)]
    unmatched = [glob for glob in globs if not any(fnmatch.fnmatchcase(tag.name, glob) for tag in chosen)]
    others = [_of_revision(git, name, len(found)) for name in unmatched]
    return sorted((*chosen, *others), key=lambda tag: tag.date) if others else chosen


def _of_revision(git: Git, name: str, tags: int) -> Tag:
    try:
        commit = git.commit(name)
    except UnknownRevision as error:
        hint = f"it has {tags} tags; a branch or a commit will do too"
        raise UnknownRevision("no tag matches", where=name, hint=hint) from error
    return Tag(name, commit, int(git.run("show", "-s", "--no-show-signature", "--format=%ct", commit)))


def _releases(found: Sequence[Tag]) -> list[Tag]:
    versions = [tag for tag in found if VERSION.match(tag.name)]
    releases = [tag for tag in versions if RELEASE.match(tag.name)]
    if not versions or (releases and versions[-1] == releases[-1]):
        return releases
    return [*releases, versions[-1]]


def version_key(name: str) -> tuple[tuple[int, ...], bool, tuple[tuple[str, int], ...]]:
    """Sorts versions: `v1.9.0` before `v1.10.0`, `v2.0.0-rc1` before `v2.0.0`; what is no version comes first."""
    match = VERSION.match(name)
    if match is None:
        return ((), False, ((name, 0),))
    numbers = tuple(int(number) for number in re.findall(r"\d+", match[1]))
    suffix = tuple((letters, int(digits or 0)) for letters, digits in re.findall(r"([a-z]+)\W*(\d*)", match[2].lower()))
    return (numbers, not suffix, suffix)


class GitSeries:
    """The files of one revision after another, by default the Python files; also the provider that facts are read
    through.

    Only the difference to the revision before is asked of git, and a blob is searched once for each pattern.
    """

    def __init__(
        self,
        git: Git,
        *,
        name: str | None = None,
        tests: bool = False,
        globs: Sequence[str] = PYTHON,
        along: Sequence[bytes] = (),
    ) -> None:
        """`along` are words that are looked for with every other."""
        self.git = git
        self._name = name
        self._tests = tests
        self._globs = globs
        self._along = along
        self._blobs = BlobReader(git)
        self._commit: str | None = None
        self._entries: dict[str, Entry] = {}
        self._files: tuple[SourceFile, ...] = ()
        self._searched: dict[tuple[Pattern | bytes, str], bool] = {}
        self._containing: dict[tuple[bytes, ...], dict[str, bool]] = {}
        self._found: dict[tuple[re.Pattern[bytes], str], tuple[bytes, ...]] = {}
        self._contents = Contents()

    @property
    def name(self) -> str:
        if self._name is None:
            self._name = main_package(self._entries) or repository_name(self.git)
        return self._name

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """Those of the revision that it is at."""
        return self._files

    def at(self, commit: str) -> tuple[SourceFile, ...]:
        """The files of a commit, and of the series from now on."""
        if commit != self._commit:
            if self._commit is None:
                self._entries = {entry.path: entry for entry in self._tree(commit)}
            else:
                self._step(self._commit, commit)
            self._commit = commit
            blobs = {entry.blob for entry in self._entries.values()}
            self._contents.keep_only(blobs)
            self._found = {key: found for key, found in self._found.items() if key[1] in blobs}
            self._files = build_listing(self.name, self._entries.values(), (), tests=self._tests).files
        return self._files

    def _tree(self, commit: str) -> Iterator[Entry]:
        output = self.git.run("ls-tree", "-r", "-z", "--full-tree", commit)
        for record in output.split(b"\0"):
            header, _, raw = record.partition(b"\t")
            path = os.fsdecode(raw)
            if header.startswith(b"100") and self._is_wanted(path):
                yield Entry(path, header.split()[2].decode("ascii"), 0)

    def _step(self, before: str, after: str) -> None:
        output = self.git.run(
            "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", before, after, "--", *self._globs
        )
        fields = iter(output.split(b"\0"))
        for header in fields:
            if not header:
                continue
            _, mode, _, blob, _ = header.split()
            path = os.fsdecode(next(fields))
            if mode.startswith(b"100"):
                self._entries[path] = Entry(path, blob.decode("ascii"), 0)
            else:
                self._entries.pop(path, None)

    def containing(self, words: Sequence[bytes], files: Iterable[SourceFile]) -> list[SourceFile]:
        """Those of `files` whose bytes contain one of `words`. Files whose bytes are not there contain nothing."""
        files = list(files)
        known = self._containing.setdefault(tuple(words), {})
        unknown = [file.blob for file in files if file.blob not in known]
        self._blobs.expect(blob for blob in unknown if blob not in self._contents and self._unknown(words, blob))
        known.update((blob, self._contains(words, blob)) for blob in unknown)
        return [file for file in files if known[file.blob]]

    def matching(self, pattern: Pattern, words: Sequence[bytes], files: Iterable[SourceFile]) -> Iterator[SourceFile]:
        """Those of `files` whose bytes match `pattern`, all of whose matches contain one of `words`."""
        for file in self.containing(words, files):
            key = (pattern, file.blob)
            if key not in self._searched:
                self._searched[key] = pattern.search(self._content(file.blob)) is not None
            if self._searched[key]:
                yield file

    def found(self, pattern: re.Pattern[bytes], file: SourceFile) -> Sequence[bytes]:
        """What `pattern` finds in a file, but for what is empty; a blob is looked through once."""
        key = (pattern, file.blob)
        if key not in self._found:
            self._found[key] = tuple(filter(None, pattern.findall(self._content(file.blob))))
        return self._found[key]

    def _unknown(self, words: Sequence[bytes], blob: str) -> list[bytes]:
        return [word for word in words if (word, blob) not in self._searched]

    def _contains(self, words: Sequence[bytes], blob: str) -> bool:
        if unknown := self._unknown(words, blob):
            content = self._content(blob)
            # The bare name of what is quoted, and marks, are asked for next: that spares reading it all again.
            bare = {word: word.strip(b"\"'").rpartition(b".")[2] for word in unknown}
            told = {word: word in content for word in {*bare.values(), *self._along}}
            told.update((word, told[part] and word in content) for word, part in bare.items())
            self._searched.update(((word, blob), has) for word, has in told.items())
        return any(self._searched[word, blob] for word in words)

    def _content(self, blob: str) -> bytes:
        """A blob's bytes, none where they are not there; kept for as long as a revision has it and they fit."""
        content = self._contents.get(blob)
        if content is None:
            content = self._blobs.read(blob) or b""
            self._contents.keep(blob, content)
        return content

    def read(self, file: SourceFile) -> bytes:
        return self._blobs.content(file)

    def read_path(self, path: str) -> bytes | None:
        """The bytes of any file of the revision that it is at; None where it has none there."""
        return self.git.run("cat-file", "blob", f"{self._commit}:{path}", ok=(0, 128)) or None

    def close(self) -> None:
        self._blobs.close()

    def _is_wanted(self, path: str) -> bool:
        return ".." not in path.split("/") and any(fnmatch.fnmatchcase(path, glob) for glob in self._globs)
