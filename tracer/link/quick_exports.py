"""Public names of sources that were never indexed: which modules can register one is told by their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from tracer import facts as f
from tracer.link import exports, public_api
from tracer.link.program import Module, Program, split_key
from tracer.link.quick_files import Files, pattern
from tracer.link.quick_ops import QuickOps
from tracer.link.unparse import unparse
from tracer.linked import MESSAGES, Export

_CALL = rb"_export\s*\([^()]*['\"]"
_ROOT = rb"(?:tf\.|tensorflow\.|keras\.(?:_legacy\.)?)?"
_ENDING = _CALL + rb"(?:[\w.]*\.)?%s['\"]"
_EXACT = _CALL + _ROOT + rb"%s['\"]"
_OF_SYMBOL = _ENDING + rb"|_export\s*\([^()]*\)\s*\(\s*(?:[\w.]*\.)?%s\b"
"""An export that ends in a name, or is of something called so."""
_BELOW = _CALL + _ROOT + rb"%s\."
_IDENTIFIERS = re.compile(r"[A-Za-z_]\w*")
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")


class QuickExports:
    """Rows of exports, made when they are asked for.

    Args:
        modules: the modules of files, extracted together with those of the bases of a class.
        defining: the modules that define a name.
    """

    def __init__(
        self,
        program: Program,
        files: Files,
        ops: QuickOps,
        modules: Callable[..., list[Module]],
        defining: Callable[[str], list[Module]],
    ) -> None:
        self.program = program
        self._files = files
        self._ops = ops
        self._modules = modules
        self._defining = defining
        self._by_import: tuple[Export, ...] | None = None
        program.public_names.exporting = lambda name: self._exporting(_written(name), _EXACT)
        program.public_names.imported = self._imported

    def of_name(self, name: str) -> list[Export]:
        """Those of Python; only where there are none, of a generated function: no two things have one public name."""
        written = _written(name)
        rows = self._named(self._exporting(written, _EXACT), lambda public: public == name)
        rows = rows or [row for row in self._ops.exports(written, thorough=_is_generated(name)) if row.name == name]
        if rows or not name.startswith("tf.") or not public_api.is_imported(self.program):
            return rows
        message = public_api.message(self.program, name)
        return [message] if message is not None else []

    def ending(self, name: str) -> list[Export]:
        tail = f".{name}"
        rows = self._named(self._exporting(name), lambda public: f".{public}".endswith(tail))
        unknown = not rows and name.isidentifier() and not self._defining(name)
        return [*rows, *self._ops.exports(name, thorough=unknown)]

    def below(self, package: str) -> list[Export]:
        """What Python registers in a public package."""
        return self._named(self._modules(self._files_below(package)), lambda public: public.startswith(f"{package}."))

    def is_package(self, name: str) -> bool:
        """Whether Python registers something below `name`, as far as the text tells."""
        return bool(self._files_below(name))

    def _files_below(self, package: str) -> Sequence[f.SourceFile]:
        written = _written(package)
        if not all(part.isidentifier() for part in written.split(".")):
            return ()
        roots = ("keras.", "keras._legacy.") if package.removeprefix("tf.").startswith("keras") else ("", "tf.")
        inner = "" if written == "keras" else f"{written}."
        words = [f"{quote}{root}{inner}".encode() for root in roots for quote in "\"'"]
        self._files.containing((written.rpartition(".")[2].encode(),))  # where few have it only those are searched
        return self._files.matching(pattern(_BELOW, written), words)

    def of_key(self, key: str) -> list[Export]:
        """What the symbol's own module registers it as, and what others do that mention its name: that of the class
        around a method; no other module can name what is inside a function."""
        module, qualname = split_key(key)
        if not qualname:
            return []
        generated = self._ops.about(qualname, thorough=True).exports if self.program.is_virtual(module) else ()
        last = qualname.rpartition(".")[2].partition("#")[0]
        own = self.program.module(module)
        outermost = last if module == "<external>" else qualname.partition(".")[0].partition("#")[0]
        elsewhere = self._exporting(outermost) if "<locals>" not in qualname else ()
        modules = {one.name: one for one in (own, *elsewhere) if one is not None}
        ordered = [one for _, one in sorted(modules.items())]
        rows = [row for one in ordered for row in self._registered(one, partial(_may_be, one, last))]
        found = [row for row in (*rows, *self._imported(), *generated) if row.symbol == key]
        if found or f"{MESSAGES}." not in key or not public_api.is_imported(self.program):
            return found
        return list(public_api.names_of_message(self.program, key))

    # ------------------------------------------------------------------------------------------ modules

    def _exporting(self, name: str, template: bytes = _ENDING) -> list[Module]:
        """The modules that export a name that ends in `name`, or is `name` (`_EXACT`).

        A bare name is looked for anyway, where it is defined, and along with it exports of something called so, which
        are asked for next. A longer one ends a literal, and its owners, which are asked for next, are looked for along
        with it.
        """
        parts = name.split(".")
        if not all(part.isidentifier() for part in parts):
            return []
        literals = [".".join(parts[: length + 1]) for length in range(len(parts))]
        words = [f"{literal}{quote}".encode() for literal in literals for quote in "\"'"]
        if len(parts) == 1 and template == _ENDING:
            words, template = [name.encode()], _OF_SYMBOL
        self._files.containing(words)
        return self._modules(self._files.matching(pattern(template, name), words[-2:]), parts[-1])

    def _named(self, modules: Iterable[Module], wanted: Callable[[str], bool]) -> list[Export]:
        """The exports of `modules` whose public name is `wanted`."""

        def has_name(registration: f.Registration) -> bool:
            return any(wanted(name) for name in exports.names_of(registration))

        found = [row for module in modules for row in self._registered(module, has_name)]
        return [row for row in (*found, *self._imported()) if wanted(row.name)]

    def _registered(self, module: Module, wanted: Callable[[f.Registration], bool]) -> list[Export]:
        return [row for row in exports.rows(self.program, module, wanted) if isinstance(row, Export)]

    def _imported(self) -> Sequence[Export]:
        """The public names of a Keras from before `keras_export`, which are few enough to be read all."""
        if self._by_import is None:
            self._by_import = ()  # what is asked for while they are read
            if self.program.tree.file("keras") and not self._files.containing((b"keras_export",)):
                self._by_import = tuple(public_api.rows(self.program, ("keras",)))
        return self._by_import


def _is_generated(name: str) -> bool:
    """Whether an op may have that public name without an api_def file that says so."""
    package, _, last = name.rpartition(".")
    return package == "tf.raw_ops" or (package == "tf" and last.islower())


def _may_be(module: Module, name: str, registration: f.Registration) -> bool:
    """Whether a registration can stand for something called `name`: what it registers, or what that is assigned from,
    mentions it."""
    pending, seen = [*registration.symbol.split(".")], set[str]()
    while pending:
        mentioned = pending.pop()
        if mentioned == name:
            return True
        if mentioned not in seen:
            seen.add(mentioned)
            for binding in module.namespace.names.get(mentioned, ()):
                text = unparse(binding.value) if binding.value is not None else binding.attribute
                pending += _IDENTIFIERS.findall(_STRING.sub("", text))
    return False


def _written(name: str) -> str:
    """A public name without what an export decorator leaves out, or may write in another way."""
    short = name.removeprefix("tf.")
    return short.removeprefix("keras.") if short.startswith("keras.") else short
