"""The public names of a snapshot, as explaining a script asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from tracer.facts import ImportFrom, PythonFacts
from tracer.linked import EXTERNAL, Signature
from tracer.queries.answers import Match
from tracer.queries.explain.known import ELEMENTS, GIVEN, SET_FROM_OUTSIDE, known
from tracer.queries.explain.made import classes_made
from tracer.queries.explain.references import OUTSIDE, Explanation, Found, NotFollowed
from tracer.queries.explain.replacements import are_related, package_of
from tracer.queries.explain.returns import PLAIN, Returns
from tracer.queries.names import normalized
from tracer.queries.ranking import TWIN
from tracer.queries.tree import members
from tracer.queries.where import match_at, where
from tracer.store import Snapshot

if TYPE_CHECKING:
    from tracer.facts import PythonFlow

ROOTS = frozenset({"keras", "tensorflow", "tf_keras"})
"""Packages that a script means this API by, whichever sources the snapshot was made from."""
_SUBCLASSES = 4
"""Of more subclasses with a member of that name none is likelier than the others."""
_SIMILAR = 80.0
"""Least similarity (rapidfuzz's ratio, 0 to 100) of a name that is worth suggesting."""


class SnapshotApi:
    """Names looked up with `where`, each once; only answers to the name as written count, not to its end."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, Found | None] = {}
        self._packages: dict[str, frozenset[str]] = {}
        self._returns = Returns(snapshot)
        self._api = str(snapshot.info.info.get("api", "v2"))
        self.title = snapshot.name

    def find(self, name: str) -> Found | None:
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Found | None:
        package = self._package(name)
        if package is not None:
            return package
        if (match := self._match(name)) is not None:
            return _found(match)
        return self._of_what_is_made(name) or self._set_from_outside(name) or self._outside(name)

    def _set_from_outside(self, name: str) -> Found | None:
        owner, _, last = name.rpartition(".")
        holder = self._match(SET_FROM_OUTSIDE[last]) if last in SET_FROM_OUTSIDE else None
        around = self._match(owner) if holder is not None else None
        if holder is None or around is None or holder.key.replace(":", ".") not in around.mro:
            return None
        return Found(name, "attribute", None, 0, 0, None, inferred=f"set on a {holder.name} while it is trained")

    def _outside(self, name: str) -> Found | None:
        """A public name, or what is below one, of a package that is not in the snapshot: it is there, but not to be
        looked at."""
        parts = normalized(_without_tf(name), self._api)
        for package, module in self._snapshot.info.info.get("outside", {}).get(parts[1], {}).items():
            if parts[0] == package or parts[0].startswith(f"{package}."):
                return self._foreign(name, module)
        for row in self._snapshot.exports(parts[0]):
            if row.symbol.startswith(EXTERNAL):
                return self._foreign(name, row.symbol.removeprefix(EXTERNAL))
        top = name.partition(".")[0]
        if top == "tensorflow" and not self._has(top) and not _is_of_keras(name):
            return self._foreign(name, top)
        return self._of_open_owner(name)

    def _of_open_owner(self, name: str) -> Found | None:
        """A field of a message, or a name of a module that imports everything from a package outside the snapshot."""
        owner, _, last = name.rpartition(".")
        around = self._match(owner) if owner and not last.startswith("_") else None
        if around is None:
            return None
        if around.key.startswith(EXTERNAL):
            return Found(name, OUTSIDE, None, 0, 0, None, inferred=f"of {around.name}, a protocol buffer")
        is_built = self._package(owner) is not None  # it has the names that are exported to it, and no others
        star = self._star_outside(around) if around.kind == "module" and not is_built else None
        return self._foreign(name, star) if star else None

    def _star_outside(self, module: Match) -> str | None:
        found = self._snapshot.extracted(module.file_number) if module.file_number is not None else None
        facts = msgspec.msgpack.decode(found[0], type=PythonFacts) if found is not None else None
        for one in facts.body if facts is not None else ():
            if isinstance(one, ImportFrom) and one.name == "*" and not one.level and self._match(one.module) is None:
                return one.module
        return None

    @staticmethod
    def _foreign(name: str, module: str) -> Found:
        package = module.partition(".")[0]
        return Found(name, OUTSIDE, None, 0, 0, None, inferred=f"of {package}, which is not in this snapshot")

    def is_open(self, name: str) -> str | None:
        """Why instances of a class may have members that it doesn't define, None if they can't."""
        match = self._match(name)
        symbol = self._snapshot.symbol(match.key) if match is not None else None
        for base in symbol.mro if symbol is not None else ():
            if base.startswith("builtins."):
                continue
            if match_at(self._snapshot, base) is None:
                return f"{base}, which is not in this snapshot, may have it"
            for method in ("__getattr__", "__getattribute__"):
                if match_at(self._snapshot, f"{base}.{method}") is not None:
                    return f"{base}.{method} may give it"
            maker = self._returns.maker(base)
            if maker is not None:
                return f"{maker} may make something else of it"
        return None

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
        short, api = normalized("tf" if name == "tensorflow" else name, self._api)
        below = self._snapshot.exports_below
        if not any(row.api == api or "keras" in short for row in below(short) or below(_without_tf(short))):
            return None
        modules = (match for match in where(self._snapshot, name).matches if match.kind == "module")
        match = next((match for match in modules if name != "tensorflow" or self._has(name)), None)
        return Found(name, "module", None, 0, 0, None) if match is None else _found(match)

    def names_in(self, package: str) -> frozenset[str]:
        if package not in self._packages:
            below = (export.name.removeprefix(f"{package}.") for export in self._snapshot.exports_below(package))
            exported = frozenset(name for name in below if "." not in name)
            self._packages[package] = exported or frozenset(self._defined_in(package))
        return self._packages[package]

    def _defined_in(self, package: str) -> Iterator[str]:
        """What the modules of a package define at their top, where nothing is exported below it."""
        modules = (file for file in self._snapshot.files() if f"{file.module}.".startswith(f"{package}."))
        for file in modules:
            for symbol in self._snapshot.symbols_in(file.id):
                if symbol.kind in ("class", "function") and "." not in symbol.qualname:
                    yield symbol.name

    def given(self, name: str) -> str | None:
        """The class of what a call of `name`, or reading that property, gives; see `Api`."""
        match = self._match(name)
        owner, _, last = name.rpartition(".")
        around = self._match(owner) if owner and match is not None and match.kind != "class" else None
        receiver = around.key if around is not None and around.kind == "class" else None
        if match is not None and match.kind == "attribute" and receiver is not None:
            key = self._returns.member(receiver, last)
        else:
            key = self._returns.of(match.key, receiver) if match is not None else None
        if key is None:
            return self._documented(GIVEN, name)
        return self._best_name(key) if key else PLAIN

    def below(self, owner: str, name: str) -> Found | None:
        """A member that few subclasses of a class have and it has not: `numpy` of the tensors of eager execution."""
        place = self._match(owner)
        found = []
        for symbol in self._snapshot.symbols_named(name) if place is not None else ():
            around = self._snapshot.symbol(symbol.key.rpartition(".")[0])
            if place is not None and around is not None and place.key.replace(":", ".") in around.mro[1:]:
                found.append((around.dead, ".contrib." in around.module, around.key, around.name, symbol.key))
        if not found or len(found) > _SUBCLASSES:
            return None
        *_, subclass, key = min(found)
        return replace(_found(where(self._snapshot, key).matches[0]), inferred=f"inferred: a {subclass} has it")

    def elements(self, name: str) -> str | None:
        return self._documented(ELEMENTS, name)

    def _documented(self, table: dict[str, tuple[str, ...]], name: str) -> str | None:
        found = self.find(name)
        public = found.name if found is not None and found.name.startswith(("keras.", "tf.")) else name
        return next((one for one in known(table, public) if one == PLAIN or self.find(one) is not None), None)

    def _best_name(self, key: str) -> str:
        symbol = self._snapshot.symbol(key)
        return symbol.canonical if symbol is not None and symbol.canonical else key.replace(":", ".")

    def _match(self, name: str) -> Match | None:
        return next((match for match in where(self._snapshot, name).matches if _answers(match, name)), None)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Where a name is now, then what is spelt alike beside it, then what is anywhere; public names alone."""
        hint = where(self._snapshot, name).hint
        owner, _, last = name.rpartition(".")
        moved = [hint.moved_to] if hint and hint.moved_to else []
        if f".{owner}".endswith("keras.backend") and self.find(f"keras.ops.{last}") is not None:
            moved.insert(0, f"keras.ops.{last}")  # what Keras 3 has for the functions of Keras 2's backend
        elsewhere = [match.name for match in where(self._snapshot, last).matches if match.exports]
        elsewhere.sort(key=lambda found: found.partition(".")[0] != name.partition(".")[0])
        alike = [one for one in (hint.did_you_mean if hint else ()) if _is_alike(one, name)]
        around = self._match(owner) if owner else None
        if around is not None and around.kind != "module":  # of a member only what lies beside its class
            package = f"{around.name.rpartition('.')[0]}."
            others = [one for one in (*moved, *elsewhere, *alike) if package.count(".") > 1 and one.startswith(package)]
            found = (*others, *self._beside(owner, last))
        else:
            related = [one for one in elsewhere if are_related(one, name) or not last.islower() or "_" in last]
            found = (*moved, *related, *self._beside(owner, last), *alike)
        if name.partition(".")[0] == TWIN:  # which is asked for as itself, not for what it mirrors
            found = tuple(self._beside(owner, last))
        public = dict.fromkeys(one for one in found if _is_public(one) or _is_beside(one, owner))
        return tuple(one for one in public if _is_of_keras(one) or not _is_of_keras(name))

    def _beside(self, owner: str, last: str) -> Iterator[str]:
        """Members of a class, or public names of a package, that are spelt like `last`."""
        from rapidfuzz import fuzz, process

        match = next(iter(where(self._snapshot, owner).matches), None) if owner else None
        if match is not None and match.kind == "class":
            names = {member.name for member in members(self._snapshot, match.key)}
        else:
            names = {*self._beginnings(owner), *self.names_in(owner)}
        for name, *_ in process.extract(
            last, sorted(names), scorer=fuzz.ratio, processor=str.lower, score_cutoff=_SIMILAR
        ):
            yield f"{owner}.{name}"

    def _beginnings(self, package: str) -> Iterator[str]:
        """The first parts of the public names below a package, packages too."""
        shown = f"tf{package.removeprefix('tensorflow')}" if package.partition(".")[0] == "tensorflow" else package
        for written in (shown, _without_tf(shown)):
            for export in self._snapshot.exports_below(written):
                yield export.name.removeprefix(f"{written}.").partition(".")[0]

    def owns(self, module: str) -> bool:
        """Whether the snapshot has a package, or some of its public names: Keras exports those of `tf.keras`."""
        if module not in ROOTS:
            return any(source.name == module for source in self._snapshot.sources)
        below = self._snapshot.exports_below
        return self._has(module) or bool(below("keras") or (module == "tensorflow" and below("tf")))

    def _has(self, package: str) -> bool:
        return any(self._snapshot.symbol(f"{name}:") is not None for name in (package, f"{package}.python"))


def _without_tf(name: str) -> str:
    """Keras's own name of what TensorFlow has as `tf.keras.X`."""
    return name.replace("tensorflow.keras", "keras", 1).replace("tf.keras", "keras", 1)


def _is_of_keras(name: str) -> bool:
    """Whether a public name is Keras's: nothing of TensorFlow's that merely has the same name replaces it."""
    return name.removeprefix("tf.").removeprefix("tensorflow.").partition(".")[0] in ("keras", "tf_keras")


def _is_public(name: str) -> bool:
    parts = name.split(".")
    return (
        parts[0] in ("tf", "keras", "tf_keras")
        and parts[1:2] != ["src"]
        and not any(part.startswith("_") for part in parts)
    )


def _is_alike(one: str, name: str) -> bool:
    from rapidfuzz import fuzz

    first, second = (each.rpartition(".")[2].lower() for each in (one, name))
    return package_of(one) == package_of(name) and fuzz.ratio(first, second) >= _SIMILAR


def _is_beside(name: str, owner: str) -> bool:
    """Whether a name is an attribute of `owner` that people are meant to use."""
    return name.startswith(f"{owner}.") and not any(part.startswith("_") for part in name.split("."))


def _answers(match: Match, name: str) -> bool:
    """Whether a match is the object that `name` reaches, and not one whose own name merely ends alike."""
    if match.kind == "module" and name in (match.module, match.name, match.name.replace("tf.", "tensorflow.", 1)):
        return True
    last = name.rpartition(".")[2]
    if name.startswith(("tf.", "tensorflow.")) and any(step.step == "alias" for step in match.chain):
        return True  # such names are only looked up as they are written
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
        positional=_written(match.written) if match.written else signature.args if signature is not None else (),
    )


def _written(signature: str) -> tuple[str, ...]:
    """The positional arguments of a signature in words; () for what Python does not read."""
    import ast

    try:
        (function,) = ast.parse(f"def _{signature}: pass").body
    except SyntaxError:
        return ()
    assert isinstance(function, ast.FunctionDef)
    return tuple(argument.arg for argument in (*function.args.posonlyargs, *function.args.args))


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
            unread.append(NotFollowed(problem.line + block.first_line - 1, "code", problem.reason, block.label))
            continue
        interpreter.read(facts, flow, block)
    if unread and len(unread) == len(blocks):
        first = unread[0]
        place = f"{path}, {first.label}" if first.label else path
        place += f":{first.line}" if first.line > 0 else ""
        hint = "this is no Python that can be read: mend that line first"
        raise UsageError(f"{place}: {first.reason}", hint=hint)
    reports = interpreter.reports
    skipped = tuple((block.label, block.first_line + number - 1) for block in blocks for number in block.skipped)
    return Explanation(tuple(reports.references), (*unread, *reports.unknown), tuple(reports.others), skipped)


def _extracted(sources: Sequence[str]) -> list[tuple[PythonFacts, PythonFlow]]:
    """The facts of each source, extracted in a process of its own: one may crash the parser."""
    from tracer.extract.pool import Job, extract_all
    from tracer.facts import PythonFlow

    contents = [source.encode("utf-8", "replace") for source in sources]
    jobs = [
        Job(str(number), "python", len(content), partial(bytes, content)) for number, content in enumerate(contents)
    ]
    outcomes = {int(outcome.key): outcome for outcome in extract_all(jobs, 1)}
    return [
        (msgspec.msgpack.decode(one.facts, type=PythonFacts), msgspec.msgpack.decode(one.flow, type=PythonFlow))
        for _, one in sorted(outcomes.items())
    ]
