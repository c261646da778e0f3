"""What an explanation says: each API name of a script once, with its definition or what became of it."""

from __future__ import annotations

from dataclasses import replace

from tracer.queries.explain.documents import Block
from tracer.queries.explain.identifiers import meanings
from tracer.queries.explain.references import Api, Found, NotFollowed, Reference, ReferenceKind
from tracer.queries.explain.replacements import are_related, replacement_of, replacement_of_argument
from tracer.queries.explain.values import Public


class Reports:
    """References to the names of an API, in the order in which they are met, and what could not be followed.

    Lines are given as they are counted in the block begun last, and kept as they are counted in the document. Nothing
    is kept while `is_quiet`.
    """

    def __init__(self, api: Api) -> None:
        self.api = api
        self.references: list[Reference] = []
        self.unknown: list[NotFollowed] = []
        self.others: dict[str, None] = {}
        self.is_quiet = False
        self._known: set[tuple[int, int, str, str, str, str]] = set()
        self._block = Block("", 1)

    def begin(self, block: Block) -> None:
        self._block = block

    def look_up(self, kind: ReferenceKind, name: str, text: str, line: int, column: int) -> Public:
        found = self.api.find(name)
        if found is not None and found.kind == "class" and kind == "method":
            kind = "constructor"
        elif found is not None and found.kind == "function" and kind == "method":
            kind = "call"
        if found is None or found.kind != "module" or kind == "import":
            self.report(kind, name, text, line, column, found)
        if found is None:
            return self._elsewhere(name)
        return Public(name, found)

    def _elsewhere(self, name: str) -> Public:
        """The object that a missing name meant, if it lives under another name now: so that the rest is explained."""
        for suggestion in self.api.suggest(name):
            if suggestion.rpartition(".")[2] == name.rpartition(".")[2] and are_related(suggestion, name):
                return Public(suggestion, self.api.find(suggestion))
        return Public(name, None)

    def report(self, kind: ReferenceKind, name: str, text: str, line: int, column: int, found: Found | None) -> None:
        note = found.inferred if found is not None else self._missing(name)
        self._append(Reference(line, column, kind, text, name, found, note))

    def _missing(self, name: str) -> str:
        note = f"{name} does not exist in {self.api.title}"
        replacement, suggestions = replacement_of(name), self.api.suggest(name)
        if replacement:
            last = name.rpartition(".")[2]
            same = next((suggestion for suggestion in suggestions if suggestion.rpartition(".")[2] == last), None)
            return f"{note}; replaced by {replacement}" + (f", or see {same}" if same else "")
        if not suggestions:
            return note
        is_same = suggestions[0].rpartition(".")[2] == name.rpartition(".")[2]
        return f"{note}; see {suggestions[0]}" if is_same else f"{note}; did you mean {suggestions[0]}?"

    def _append(self, reference: Reference) -> None:
        """Report a reference, with its line in the document, once."""
        line = reference.line + self._block.first_line - 1
        key = (line, reference.column, reference.kind, reference.text, reference.name, self._block.label)
        if key not in self._known and not self.is_quiet:
            self._known.add(key)
            self.references.append(replace(reference, line=line, label=self._block.label))

    def argument(self, name: str, found: Found, line: int) -> None:
        """Report an argument that is missing in the signature; one that `**kwargs` take only if it was renamed."""
        signature = found.signature
        named = (*signature.args, *signature.kwonly) if signature else ()
        if signature is None or name in named:
            return
        replacement = replacement_of_argument(name)
        text, whole = f"{name}=", f"{found.name}({name}=)"
        if signature.varkw:
            if replacement in named:
                note = f"goes into **{signature.varkw}; the argument is called {replacement}"
                self._append(Reference(line, 0, "argument", text, whole, found, note))
            return
        note = f"{found.name} takes no argument {name} in {self.api.title}"
        if replacement in named or (replacement and " " in replacement):
            note += f"; it is {replacement} now"
        self._append(Reference(line, 0, "argument", text, whole, None, note))

    def identifier(self, package: str, text: str, line: int) -> None:
        """Report a string that a module's `get` resolves, such as that of `keras.optimizers`."""
        module = package.rpartition(".")[2]
        names, remark = meanings(module, text, self.api.names_in(package))
        reached = [(whole, self.api.find(whole)) for whole in (f"{package}.{name}" for name in names)]
        for name, found in reached:
            if found is not None:
                self._append(Reference(line, 0, "string", repr(text), name, found, remark))
        if not any(found for _, found in reached):
            note = self._missing(f"{package}.{text}")
            self._append(Reference(line, 0, "string", repr(text), f"{package}.{text}", None, note))

    def other(self, package: str) -> None:
        """A package that is imported and none of the API's."""
        self.others[package] = None

    def not_followed(self, line: int, text: str, reason: str) -> None:
        if not self.is_quiet:
            self.unknown.append(NotFollowed(line + self._block.first_line - 1, text, reason, self._block.label))
