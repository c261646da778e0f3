"""The public names of a snapshot, as explaining a script asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tracer.linked import Signature
from tracer.queries.answers import Match
from tracer.queries.explain.made import classes_made
from tracer.queries.explain.references import Explanation, Found
from tracer.queries.tree import members
from tracer.queries.where import where
from tracer.store import Snapshot

if TYPE_CHECKING:
    from tracer.facts import PythonFacts, PythonFlow

ROOTS = frozenset({"keras", "tensorflow", "tf_keras"})
"""Packages that a script means this API by, whichever sources the snapshot was made from."""
_SIMILAR = 72.0
"""Least similarity (rapidfuzz's ratio, 0 to 100) of a name that is worth suggesting."""


class SnapshotApi:
    """Names looked up with `where`, each once; only answers to the name as written count, not to its end."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, Found | None] = {}
        self._packages: dict[str, frozenset[str]] = {}
        self.title = snapshot.name

    def find(self, name: str) -> Found | None:
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Found | None:
        package = self._package(name)
        if package is not None:
            return package
        for match in where(self._snapshot, name).matches:
            if _answers(match, name):
                return _found(match)
        return self._of_what_is_made(name)

    def _of_what_is_made(self, name: str) -> Found | None:
        """A member that only a subclass has, where the class's `__new__` is seen to make that subclass:
        `keras.Model(...)` may be a `Functional`."""
        owner, _, last = name.rpartition(".")
        made = self.find(owner) if owner and last != "__new__" else None
        if made is None or made.kind != "class" or self.find(f"{owner}.__new__") is None:
            return None
        place = next(match.key for match in where(self._snapshot, owner).matches if match.kind == "class")
        maker = next(match for match in where(self._snapshot, f"{owner}.__new__").matches)
        names = classes_made(self._snapshot, maker.key)
        for symbol in self._snapshot.symbols_named(last):
            below = self._snapshot.symbol(symbol.key.rpartition(".")[0])
            if below is None or below.dead or below.name not in names or place.replace(":", ".") not in below.mro:
                continue
            for match in where(self._snapshot, symbol.key).matches:
                return replace(_found(match), inferred=f"inferred: {maker.name} may make a {below.name}")
        return None

    def _package(self, name: str) -> Found | None:
        """A package of the public API that no file holds: it is there if names are exported below it."""
        short = "tf" if name == "tensorflow" else name.replace("tensorflow.", "tf.", 1)
        if not self.names_in(short.replace("tf.keras", "keras", 1)):
            return None
        match = next((match for match in where(self._snapshot, name).matches if match.kind == "module"), None)
        return Found(name, "module", None, 0, 0, None) if match is None else _found(match)

    def names_in(self, package: str) -> frozenset[str]:
        if package not in self._packages:
            below = (export.name.removeprefix(f"{package}.") for export in self._snapshot.exports_below(package))
            self._packages[package] = frozenset(name for name in below if "." not in name)
        return self._packages[package]

    def suggest(self, name: str) -> tuple[str, ...]:
        """Where a name is now, then what is spelt alike beside it, then what is anywhere; public names alone."""
        hint = where(self._snapshot, name).hint
        owner, _, last = name.rpartition(".")
        moved = [hint.moved_to] if hint and hint.moved_to else []
        if f".{owner}".endswith("keras.backend") and self.find(f"keras.ops.{last}") is not None:
            moved.insert(0, f"keras.ops.{last}")  # what Keras 3 has for the functions of Keras 2's backend
        elsewhere = [match.name for match in where(self._snapshot, last).matches if match.exports]
        same = sorted(elsewhere, key=lambda found: found.partition(".")[0] != name.partition(".")[0])
        found = (*moved, *same, *self._beside(owner, last), *(hint.did_you_mean if hint else ()))
        public = dict.fromkeys(one for one in found if _is_public(one))
        return tuple(one for one in public if _is_of_keras(one) or not _is_of_keras(name))

    def _beside(self, owner: str, last: str) -> Iterator[str]:
        """Members of a class, or public names of a package, that are spelt like `last`."""
        from rapidfuzz import fuzz, process

        match = next(iter(where(self._snapshot, owner).matches), None) if owner else None
        if match is not None and match.kind == "class":
            names = {member.name for member in members(self._snapshot, match.key)}
        else:
            names = set(self.names_in(owner))
        for name, *_ in process.extract(last, sorted(names), scorer=fuzz.ratio, score_cutoff=_SIMILAR):
            yield f"{owner}.{name}"

    def owns(self, module: str) -> bool:
        return module in ROOTS or any(source.name == module for source in self._snapshot.sources)


def _is_of_keras(name: str) -> bool:
    """Whether a public name is Keras's: nothing of TensorFlow's that merely has the same name replaces it."""
    return name.removeprefix("tf.").removeprefix("tensorflow.").partition(".")[0] in ("keras", "tf_keras")


def _is_public(name: str) -> bool:
    parts = name.split(".")
    return parts[0] != "reference_impl" and not any(part.startswith("_") for part in parts)


def _answers(match: Match, name: str) -> bool:
    """Whether a match is the object that `name` reaches, and not one whose own name merely ends alike."""
    if match.kind == "module" and match.module == name:
        return True
    last = name.rpartition(".")[2]
    return match.qualname.rpartition(".")[2] == last or any(e.rpartition(".")[2] == last for e in match.exports)


def _found(match: Match) -> Found:
    signature = match.signature
    return Found(
        match.name,
        match.kind,
        match.file,
        match.line or 0,
        match.end_line or 0,
        None
        if signature is None
        else Signature(signature.args, signature.varargs, signature.varkw, signature.kwonly, dict(signature.defaults)),
        match.url,
    )


def explain(snapshot: Snapshot, text: str, path: str) -> Explanation:
    """Explain a document: a Python script, a notebook (`.ipynb`) or a Markdown page, told by the suffix of `path`.

    Raises `UsageError` for code that is no Python and notebooks that cannot be read.
    """
    from tracer.errors import UsageError
    from tracer.queries.explain.documents import blocks_of
    from tracer.queries.explain.interpreter import Interpreter

    interpreter = Interpreter(SnapshotApi(snapshot))
    unread = []
    blocks = blocks_of(text, path)
    for block, (facts, flow) in zip(blocks, _extracted([block.source for block in blocks]), strict=True):
        if facts.problems and not facts.body:
            problem = facts.problems[0]
            unread.append((problem.line + block.first_line - 1, block.label or "code", problem.reason))
            continue
        interpreter.read(facts, flow, block)
    if unread and len(unread) == len(blocks):
        line, _, reason = unread[0]
        raise UsageError(f"{path}:{line}: {reason}", hint="this is no Python that can be read: mend that line first")
    reports = interpreter.reports
    return Explanation(tuple(reports.references), (*unread, *reports.unknown))


def _extracted(sources: Sequence[str]) -> list[tuple[PythonFacts, PythonFlow]]:
    """The facts of each source, extracted in a process of its own: one may crash the parser."""
    import msgspec

    from tracer.extract.pool import Job, extract_all
    from tracer.facts import PythonFacts, PythonFlow

    contents = [source.encode("utf-8", "replace") for source in sources]
    jobs = [
        Job(str(number), "python", len(content), partial(bytes, content)) for number, content in enumerate(contents)
    ]
    outcomes = {int(outcome.key): outcome for outcome in extract_all(jobs, 1)}
    return [
        (msgspec.msgpack.decode(one.facts, type=PythonFacts), msgspec.msgpack.decode(one.flow, type=PythonFlow))
        for _, one in sorted(outcomes.items())
    ]
