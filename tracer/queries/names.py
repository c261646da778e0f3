"""From a name as people write it to the symbols it can stand for, and the steps that lead there."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.linked import LOCALS, Export, Symbol, preference
from tracer.queries.walking import (
    EXACT,
    OTHER_API,
    PRIVATE,
    PUBLIC,
    Candidate,
    Step,
    Walker,
    first_definition,
)
from tracer.store.rows import File

_OWNERS = 12
"""A name like `Model.fit` is looked for in this many classes called `Model`, best first."""
MOST_PARTS = 32
"""So many parts a public name has at the most; TensorFlow's longest has eight."""


class Names(Walker):
    """Names of one snapshot."""

    # -------------------------------------------------------------------------------------- exact names

    def exact(self, name: str, api: str) -> Iterator[Candidate]:
        """Candidates for a name written in full: a public name, a member of one, or a dotted module path."""
        if ":" in name and self.symbol(name) is not None:
            yield Candidate(name, EXACT)
        found = self.public(name, api)
        if found is not None:
            yield found
        path = f"tensorflow{name.removeprefix('tf')}" if name == "tf" or name.startswith("tf.") else name
        walked = self.walk(path) or (self._of_keras(path) if found is None else None)
        if walked is not None and (found is None or walked.key != found.key):
            if found is None and self.symbol(walked.key) is None:  # an alias of what only a build makes
                yield from self.package(name, api)
            yield from self._hidden_by(walked)
            yield walked
        elif found is None:
            yield from self.package(name, api) or self._from_outside(name, api)

    def _of_keras(self, path: str) -> Candidate | None:
        """What a name below `tensorflow.keras` is in a snapshot of Keras alone: in the package that Keras makes for
        TensorFlow to load, or in its own."""
        top, _, rest = path.partition(".keras.")
        if top != "tensorflow" or not rest or self.symbol("tensorflow:") is not None:
            return None
        made = (f"{package}._tf_keras.keras" for package in ("keras", "keras.api"))
        package = next((package for package in made if self.symbol(f"{package}:") is not None), "keras")
        return self.walk(f"{package}.{rest}")

    def package(self, name: str, api: str) -> list[Candidate]:
        """A public package that has no file here because the build generates it: shown by the package of the sources
        that most of its symbols come from."""
        shown = f"tf.{name.removeprefix('tensorflow.')}" if name.startswith("tensorflow.") else name
        short, api = normalized(name, api)
        written = normalized(self._aliased(short, api) or short, api)[0]
        rows = [row for row in self.reader.exports_below(written) if row.api == api or written.startswith("keras")]
        direct = [row for row in rows if "." not in row.name.removeprefix(f"{written}.")] or rows
        home = self._home([row.symbol.partition(":")[0] for row in direct])
        if home is None:
            return []
        home = self._namesake(home, written.rpartition(".")[2])
        where = f"the build generates {shown}; most of its {len(direct)} symbols are defined in {home.module}"
        symbol = home._replace(canonical=shown, origin="generated", name=shown.rpartition(".")[2])
        return [Candidate(f"{shown}:", EXACT, (), None, (where,), symbol)]

    def _home(self, modules: list[str]) -> Symbol | None:
        """The deepest package or module that holds more than half of `modules`."""
        counts: dict[str, int] = {}
        for module in modules:
            parts = module.split(".")
            for length in range(1, len(parts) + 1):
                package = ".".join(parts[:length])
                counts[package] = counts.get(package, 0) + 1
        for package in sorted(counts, key=lambda name: (-name.count("."), -counts[name], name)):
            symbol = self.symbol(f"{package}:") if 2 * counts[package] > len(modules) else None
            if symbol is not None:
                return symbol
        return None

    def _namesake(self, home: Symbol, name: str) -> Symbol:
        """The package around `home` that has that name, if there is one: `tensorflow.python.keras` of what most of
        `keras` comes from."""
        parts = home.module.split(".")
        around = (self.symbol(f"{'.'.join(parts[: place + 1])}:") for place, part in enumerate(parts) if part == name)
        return next((symbol for symbol in around if symbol is not None), home)

    def _hidden_by(self, module: Candidate) -> Iterator[Candidate]:
        """What a package binds under the name of its own submodule, as `from .rnn import rnn` does."""
        parent, _, last = module.key.removesuffix(":").rpartition(".")
        if module.key.endswith(":") and parent:
            rows = self.bindings(parent, last)
            if rows and rows[0].target != module.key and self.symbol(rows[0].target) is not None:
                yield Candidate(rows[0].target, EXACT, tuple(self._steps(parent, last)))

    def _from_outside(self, name: str, api: str) -> Iterator[Candidate]:
        """`tf.estimator.RunConfig` and the like: another distribution exports the name, but may take what it stands for
        from this snapshot. The class of that name is the likeliest, then that of the name with the package's before it:
        `EstimatorModeKeys` for `tf.estimator.ModeKeys`."""
        short, api = normalized(name, api)
        for package, module in self.info.get("outside", {}).get(api, {}).items():
            if not short.startswith(f"{package}."):
                continue
            warning = f"{package} is exported by {module.partition('.')[0]}, which is not in this snapshot"
            parts = short.removeprefix(f"{package}.").split(".")
            for place, part in enumerate(parts):
                long = f"{package.rpartition('.')[2].title()}{part}"
                for candidate in (*self._classes_named(part, api), *self._classes_named(long, api)):
                    found = self._descend(candidate._replace(tier=EXACT, warnings=(warning,)), parts[place + 1 :])
                    if found is not None:
                        yield found
                        return

    def _classes_named(self, name: str, api: str) -> Iterator[Candidate]:
        """Classes of that name at the top of a module: TensorFlow's own first, then those with a public name. Keras has
        copies of some, and nobody exports what `contrib` has."""
        public = list(self._public_ending(name, api))
        private = [Candidate(symbol.key, EXACT) for symbol in self.reader.symbols_named(name)]
        found = (candidate for candidate in (*public, *private) if ".contrib." not in candidate.key)
        for candidate in sorted(found, key=lambda c: (not c.key.startswith("tensorflow."), ".keras." in c.key)):
            symbol = self.symbol(candidate.key)
            if symbol is not None and symbol.kind == "class" and symbol.name == symbol.qualname and not symbol.dead:
                yield candidate

    def public(self, name: str, api: str) -> Candidate | None:
        """The symbol of a public name, or of a member of what a public name stands for."""
        short, api = normalized(name, api)
        other = self._aliased(short, api)
        found = self.public(other, api) if other is not None else None
        if found is not None:
            return found
        parts = short.split(".")
        for length in range(min(len(parts), MOST_PARTS), 1, -1):
            export = self.export(".".join(parts[:length]), api)
            if export is None:
                continue
            steps = self.steps_to(export)
            return self._descend(Candidate(export.symbol, EXACT, steps, export), parts[length:])
        return None

    def _aliased(self, name: str, api: str) -> str | None:
        """`tf.keras.losses.X` of `tf.losses.X`, where that package is Keras's; and of the package itself."""
        for alias, package in self.info.get("aliases", {}).get(api, {}).items():
            if f"{name}.".startswith(f"{alias}."):
                return f"{package}{name.removeprefix(alias)}"
        return None

    def export(self, name: str, api: str) -> Export | None:
        """The export of that public name in `api`; names of Keras, which has one API since 3, in any."""
        rows = self.exports(name)
        chosen = [row for row in rows if row.api == api]
        if not chosen and name.startswith(("keras.", "tf.keras.")):
            chosen = rows
        live = [row for row in chosen if not self._is_dead(row.symbol)]
        # Keras 3's generator lets what it keeps for `tf.keras` alone win there.
        live.sort(key=lambda row: ("keras._legacy." not in row.text, _is_foreign(row)))
        return next(iter(live or chosen), None)

    def _is_dead(self, key: str) -> bool:
        symbol = self.symbol(key)
        return symbol is None or symbol.dead

    def steps_to(self, export: Export) -> tuple[Step, ...]:
        """The way to an exported symbol: through the packages that a user imports, where the snapshot has them, and the
        line that exports it."""
        decorated = Step("export", export.file, export.line, export.text)
        path = f"tensorflow.{export.name.removeprefix('tf.')}" if export.name.startswith("tf.") else export.name
        walked = self.walk(path)
        if walked is None or walked.key != export.symbol:
            return (decorated,)
        return (*walked.steps, decorated)

    # ------------------------------------------------------------------------------------ ends of names

    def ending(self, name: str, api: str, member: str | None = None) -> Iterator[Candidate]:
        """Candidates whose public name, or module path, ends in `name`; members of classes that do. Classes that can't
        have the `member` may be missing."""
        yield from self._public_ending(name, api)
        written = _without_locals(name)
        plain = first_definition(written)
        owner, _, last = written.rpartition(".")
        if owner:
            for candidate in self._owners(owner, api, plain.rpartition(".")[2]):
                found = self.member(candidate, last)
                if found is not None:
                    yield found
        number = written.removeprefix(plain)
        for symbol in self._defined(plain, member):
            path = _without_locals(f".{symbol.module}.{symbol.qualname}").rstrip(".")
            if path.endswith(f".{plain}") and symbol.key.endswith(number):
                yield Candidate(symbol.key, PRIVATE)

    def _defined(self, name: str, member: str | None) -> list[Symbol]:
        narrow = getattr(self.reader, "symbols_ending", None)
        if narrow:
            found: list[Symbol] = narrow(name, member)
            return found
        named = self.keep(self.reader.symbols_named(name.rpartition(".")[2]))
        self.read(symbol.owner for symbol in named if symbol.owner is not None)
        return named

    def _public_ending(self, name: str, api: str) -> Iterator[Candidate]:
        seen: dict[str, Export] = {}
        for export in self.reader.exports_ending(name):
            known = seen.get(export.symbol)
            if known is None or preference(export, api) < preference(known, api):
                seen[export.symbol] = export
        for export in sorted(seen.values(), key=lambda export: preference(export, api)):
            tier = PUBLIC if export.api == api or export.name.startswith("keras.") else OTHER_API
            yield Candidate(export.symbol, tier, self.steps_to(export), export)

    def _owners(self, name: str, api: str, member: str | None = None) -> list[Candidate]:
        owners: dict[str, Candidate] = {}
        for candidate in self.ending(name, api, member):
            symbol = self.symbol(candidate.key)
            if symbol is not None and symbol.kind == "class":
                owners.setdefault(candidate.key, candidate)
        return sorted(owners.values(), key=lambda c: (self._is_dead(c.key), c.tier))[:_OWNERS]

    # ------------------------------------------------------------------------------------------- places

    def at_line(self, path: str, line: int) -> Iterator[Candidate]:
        """What a line of a file binds to a definition elsewhere, then the innermost definition around it."""
        for file in self.reader.files_ending(path):
            yield from self._bound_at(file, line)
            around = [symbol for symbol in self.reader.symbols_in(file.id, line) if not symbol.is_instance_attribute]
            if around:
                inner = min(around, key=_breadth)
                alone = inner.kind == "module" and line > 1 and not any(self._bound_at(file, line))
                note = (f"line {line} stands in no class or function",) if alone else ()
                yield Candidate(inner.key, EXACT, warnings=note)

    def _bound_at(self, file: File, line: int) -> Iterator[Candidate]:
        if file.module is None:
            return
        narrow = getattr(self.reader, "bindings_at", None)
        for row in narrow(file.module, line) if narrow else self.reader.bindings_of(file.module):
            if row.line == line and row.rank == 0 and row.file == file.id:
                yield Candidate(row.target, EXACT, tuple(self._steps(row.module, row.name)))

    def in_file(self, path: str) -> Iterator[Candidate]:
        for file in self.reader.files_ending(path):
            for symbol in self.reader.symbols_in(file.id):
                if symbol.kind == "module":
                    yield Candidate(symbol.key, EXACT)


def _without_locals(name: str) -> str:
    return name.replace(f".{LOCALS}", "")


def _breadth(symbol: Symbol) -> tuple[int, bool, bool, str]:
    """Sort key of the symbols around a line: innermost first, definitions before what they bind, an op before its
    wrapper."""
    size = symbol.end_line - symbol.line
    return (size, symbol.kind in ("constant", "attribute"), symbol.origin == "generated", symbol.key)


def _is_foreign(export: Export) -> bool:
    """Whether another package registers a name of TensorFlow's own API, where its generator does not look."""
    return not export.name.startswith(("keras.", "tf.keras.")) and not export.symbol.startswith("tensorflow.")


def normalized(name: str, api: str) -> tuple[str, str]:
    """A public name as the exports table has it, and the API it belongs to."""
    short = f"tf.{name.removeprefix('tensorflow.')}" if name.startswith("tensorflow.") else name
    for version in ("v1", "v2"):
        compat = f"tf.compat.{version}"
        if short == compat or short.startswith(f"{compat}."):
            return f"tf{short.removeprefix(compat)}", version
    return short, api
