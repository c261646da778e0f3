"""Public names (`tf.nn.relu`, `keras.Sequential`) to what they stand for, by the registrations of every module.

Sources use the public API too: Keras 2 inherits from `tf.Module`, where `tf` is a package that only a build makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import exports, public_api
from tracer.linked import Export

if TYPE_CHECKING:
    from tracer.link.program import Module, Program

_KERAS_API = re.compile(r"^(?:tf_)?keras\.(?:api\.)?(?:_v[12]|_tf_keras)\.keras\.")
_COMPAT = re.compile(r"^tf\.compat\.(v[12])\.")
_NOT_PUBLIC = re.compile(
    r"^tensorflow\.(?:python|core|compiler|contrib|tools|lite\.python|dtensor\.python)\b|^keras\.src\b"
)


class PublicNames:
    """The public names of a program. `generated` are those of functions that a build makes. `exporting`, if set, gives
    the modules that can export a name: asked for one, it spares reading all modules. `imported` gives the exports of a
    Keras that decorates nothing."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._table: dict[tuple[str, str], str] | None = None
        self._is_building = False
        self.generated: dict[tuple[str, str], str] = {}
        self.exporting: Callable[[str], Iterable[Module]] | None = None
        self.imported: Callable[[], Iterable[Export]] = tuple

    def find(self, name: str, api: str) -> str | None:
        """Key of what `tf.X` or `keras.X` exports in that API; names of Keras in either."""
        if self._is_building:
            return None
        table = self._rows_of(name) if self.exporting is not None else self._whole()
        found = table.get((name, api)) or self.generated.get((name, api))
        if found is None and name.startswith(("keras.", "tf.keras.")):
            found = table.get((name, "v2")) or table.get((name, "v1"))
        return found

    def of_path(self, path: str) -> str | None:
        """Key of what a user reaches as `tensorflow.compat.v2.Module` or `keras.api._v2.keras.layers.Layer`."""
        if _NOT_PUBLIC.match(path):
            return None
        name = _KERAS_API.sub("tf.keras.", path)
        if name.startswith("tensorflow."):
            name = f"tf.{name.removeprefix('tensorflow.')}"
        compat = _COMPAT.match(name)
        if compat:
            return self.find(f"tf.{name[compat.end() :]}", compat[1])
        return self.find(name, self._program.api)

    def resolve(self, name: str) -> str | None:
        """Key of a public name, of a member of what one stands for (`keras.Model.fit`), or of a dotted module path."""
        owner, rest = name, list[str]()
        key = self.of_path(owner)
        while key is None and "." in owner:
            owner, _, last = owner.rpartition(".")
            rest.insert(0, last)
            key = self.of_path(owner)
        for part in rest if key else ():
            members = self._program.member(key, part) if key else ()
            key = members[0].key if members else None
        if key is None:
            found = self._program.lookup(name)
            key = found.key if found else None
        return key

    def _whole(self) -> dict[tuple[str, str], str]:
        if self._table is None:
            self._is_building = True
            try:
                program = self._program
                modules = (program.module(name) for name in program.tree.names())
                self._table = dict(self._entries(module for module in modules if module is not None))
                if not self._table:
                    self._table = {(row.name, row.api): row.symbol for row in public_api.rows(program)}
            finally:
                self._is_building = False
        return self._table

    def _rows_of(self, name: str) -> dict[tuple[str, str], str]:
        assert self.exporting is not None
        self._is_building = True
        try:
            found = dict(self._entries(self.exporting(name), lambda row: name in exports.names_of(row)))
            return found | {(row.name, row.api): row.symbol for row in self.imported()}
        finally:
            self._is_building = False

    def _entries(
        self, modules: Iterable[Module], wanted: Callable[[f.Registration], bool] | None = None
    ) -> Iterator[tuple[tuple[str, str], str]]:
        for module in modules:
            for row in exports.rows(self._program, module, wanted) if module.facts.registrations else ():
                if isinstance(row, Export):
                    yield (row.name, row.api), row.symbol
