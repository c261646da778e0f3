"""Compare what `where` answers with TensorFlow's golden API files of the same revision.

    python -m tests.tracer.golden CLONE@REV [SOURCE@REV ...] [--misses]

Measured are, for each API: classes whose module lies in the clone (path and MRO right, cut as TensorFlow's visitor cuts
it); methods that a class of the golden MRO defines in the clone's Python; functions that an export decorator names.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tracer.golden import ArgSpec, Golden, parse
from tracer.index.build import Request, index
from tracer.queries.answers import Match
from tracer.queries.where import where
from tracer.sources import SourceProvider, open_sources
from tracer.store import Snapshot, Store

GOLDEN = "tensorflow/tools/api/golden"
_LITERAL = re.compile(rb"""['"]([A-Za-z_][\w.]*)['"]""")
_FLATTENED = {
    # TensorFlow's visitor prints these nested classes without their outer class, as Python 2 did.
    "tensorflow.lite.python.op_hint.OpHint.OpHintArgumentTracker": (
        "tensorflow.lite.python.op_hint.OpHintArgumentTracker"
    ),
    "tensorflow.python.training.monitored_session._MonitoredSession.StepContext": (
        "tensorflow.python.training.monitored_session.StepContext"
    ),
    "tensorflow.python.ops.variables.Variable.SaveSliceInfo": "tensorflow.python.ops.variables.SaveSliceInfo",
}


@dataclass
class Figure:
    """How many of something are right, and what was wrong about the others: (name, expected, found)."""

    total: int = 0
    misses: list[tuple[str, object, object]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The right ones among all; 0.0 where nothing was compared, which shows that the comparison is broken."""
        return 1 - len(self.misses) / self.total if self.total else 0.0

    def count(self, right: bool, name: str, expected: object, found: object) -> None:
        self.total += 1
        if not right:
            self.misses.append((name, expected, found))

    def __str__(self) -> str:
        return f"{self.total - len(self.misses)}/{self.total} = {self.share:.2%}"


@dataclass
class Comparison:
    """The figures of one API's golden files."""

    classes: Figure = field(default_factory=Figure)
    found: Figure = field(default_factory=Figure)
    signatures: Figure = field(default_factory=Figure)

    def __str__(self) -> str:
        return f"classes {self.classes}, found {self.found}, signatures {self.signatures}"


# ------------------------------------------------------------------------------------------------ golden files


def golden_files(provider: SourceProvider, api: str) -> Iterator[Golden]:
    for path in provider.paths(f"{GOLDEN}/{api}"):
        content = provider.read_path(path) if path.endswith(".pbtxt") else None
        if content is not None:
            yield parse(content.decode(), path)


def exported_literals(provider: SourceProvider) -> set[str]:
    """Every string literal in the Python files that use an export decorator: independent of what `tracer` extracts."""
    found: set[str] = set()
    for file in provider.listing().files:
        if file.kind == "python":
            content = provider.read(file)
            if b"_export" in content:
                found.update(name.decode() for name in _LITERAL.findall(content))
    return found


# -------------------------------------------------------------------------------------------------- comparison


def compare(snapshot: Snapshot, goldens: Iterable[Golden], api: str, literals: set[str]) -> Comparison:
    comparison = Comparison()
    checker = _Checker(snapshot, api, literals, comparison)
    for golden in goldens:
        if golden.kind == "class":
            checker.check_class(golden)
        elif golden.kind == "module":
            checker.check_functions(golden)
    return comparison


class _Checker:
    def __init__(self, snapshot: Snapshot, api: str, literals: set[str], comparison: Comparison) -> None:
        self.snapshot = snapshot
        self.api = api
        self.literals = literals
        self.result = comparison
        self.modules = {file.module for file in snapshot.files() if file.kind == "python" and file.module}

    def where(self, name: str) -> Match | None:
        matches = where(self.snapshot, name, api=self.api).matches
        return matches[0] if matches else None

    def check_class(self, golden: Golden) -> None:
        key = self.key_of(golden.is_instance[0])
        if key is None:
            return
        match = self.where(golden.path)
        expected = [plain(name) for name in golden.is_instance]
        found = cut_mro(match.mro) if match else None
        self.result.classes.count(found == expected, golden.path, expected, found)
        for name, spec in golden.methods.items():
            if spec is not None and self.defines(golden.is_instance, name):
                self.check_function(f"{golden.path}.{name}", spec)

    def check_functions(self, golden: Golden) -> None:
        for name, spec in golden.methods.items():
            path = f"{golden.path}.{name}"
            if spec is not None and self.is_exported(path):
                self.check_function(path, spec)

    def check_function(self, path: str, spec: ArgSpec) -> None:
        match = self.where(path)
        self.result.found.count(match is not None, path, spec, None)
        if match is not None:
            self.result.signatures.count(same_signature(match, spec), path, spec, match.signature)

    def defines(self, mro: Iterable[str], name: str) -> bool:
        """Whether one of the classes named in the golden MRO has a `def` of that name in the clone's Python."""
        for cls in mro:
            key = self.key_of(cls)
            members = self.snapshot.member(key, name) if key else []
            if any(member.kind in ("method", "function") for member in members):
                return True
            if members:
                return False
        return False

    def key_of(self, cls: str) -> str | None:
        """The key of a class of the clone from `module.qualname`, None where its module is not in the clone."""
        parts = cls.split(".")
        for length in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:length])
            if module in self.modules:
                return f"{module}:{'.'.join(parts[length:])}"
        return None

    def is_exported(self, path: str) -> bool:
        name = path.removeprefix("tensorflow.")
        for version in ("compat.v1.", "compat.v2."):
            name = name.removeprefix(version)
        return name in self.literals


def cut_mro(mro: Iterable[str]) -> list[str]:
    """An MRO as TensorFlow's visitor prints it: up to the first class without "tensorflow" (or "keras", since that
    lives apart) in its name."""
    result = []
    for name in mro:
        if name.rpartition(".")[2] == "_NewClass":
            continue
        result.append(plain(name))
        if not ("tensorflow" in name or name.startswith("keras.")) or "StubOutForTesting" in name:
            break
    return result


def plain(name: str) -> str:
    for prefix in ("builtins.", "exceptions.", "__builtin__."):
        name = name.removeprefix(prefix)
    return _FLATTENED.get(name, name)


def same_signature(match: Match, spec: ArgSpec) -> bool:
    """The same argument names, `*args` and `**kwargs`, and number of defaults."""
    found = match.signature
    if found is None:
        return False
    # `tf_inspect.getargspec` lists keyword-only arguments after the others.
    return (
        found.args + found.kwonly == spec.args
        and found.varargs == spec.varargs
        and found.varkw == spec.keywords
        and len(found.defaults) == len(spec.defaults)
    )


# -------------------------------------------------------------------------------------------------------- tool


def measure(specs: list[str], store: Store) -> dict[str, Comparison]:
    """Index the sources and compare; the first is the TensorFlow clone that holds the golden files."""
    report = index(Request(specs, calls=False), store, lambda *_: None)
    providers = open_sources(specs, revision=None, tests=False, progress=lambda *_: None)
    try:
        literals = set().union(*(exported_literals(provider) for provider in providers))
        with store.snapshot(report.snapshot.name) as snapshot:
            return {api: compare(snapshot, golden_files(providers[0], api), api, literals) for api in ("v1", "v2")}
    finally:
        for provider in providers:
            provider.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specs", nargs="+", metavar="CLONE@REV")
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    parser.add_argument("--store", type=Path, help="keep the facts here for the next time")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open_for_writing(args.store or Path(folder) / "golden.db") as store,
    ):
        result = measure(args.specs, store)
    for api, comparison in result.items():
        print(f"{api}: {comparison}")
        if args.misses:
            for kind in ("classes", "found", "signatures"):
                for miss in getattr(comparison, kind).misses:
                    print(f"  {kind}: {miss}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
