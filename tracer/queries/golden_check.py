"""Golden files against what is computed from source: what differs, and what no source in the snapshot speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from tracer.golden import ArgSpec, Golden

_PLAIN = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?|True|False|None")
_MESSAGES = ("GeneratedProtocolMessageType", "MessageMeta")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: the object's path, the member or "" for the object itself, what is expected and found."""

    path: str
    member: str
    expected: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Check:
    """What a comparison says. `outside` are golden objects whose source the snapshot lacks."""

    objects: int
    differences: tuple[Difference, ...]
    outside: tuple[str, ...]


def check(
    expected: Mapping[str, Golden],
    found: Mapping[str, Golden],
    modules: frozenset[str],
    elsewhere: frozenset[str] = frozenset(),
) -> Check:
    """Compares golden files with computed objects; `modules` are the modules of the snapshot.

    `elsewhere` are public packages (`tf.estimator`) to which distributions outside the snapshot add names: what is
    missing there is no difference.

    Of default values only numbers, truth values and None are compared: others are printed as Python's `str` prints
    objects, which source does not tell.
    """
    outside = {path for path, golden in expected.items() if _is_outside(golden, modules)}
    outside |= {path for path, golden in expected.items() if golden.kind == "proto" and not _is_read(found.get(path))}
    outside |= _outside_packages(expected, found, outside) | _filled_elsewhere(expected, outside)
    others = tuple(package.replace("tf", "tensorflow", 1) for package in elsewhere)
    outside |= {path for path in expected.keys() - found.keys() if _is_below(path, others)}
    differences: list[Difference] = []
    for path in sorted(expected.keys() | found.keys()):
        if path in outside or any(path.startswith(f"{package}.") for package in _modules(expected, outside)):
            continue
        ours, theirs = found.get(path), expected.get(path)
        if theirs is None or ours is None:
            if ours is None or ours.kind != "proto":
                kind = (theirs or ours).kind  # type: ignore[union-attr]
                differences.append(Difference(path, "", kind if theirs else None, kind if ours else None))
        else:
            differences += [
                one for one in _object(theirs, ours, outside) if one.found is not None or not _is_below(path, others)
            ]
    alone = {one.path for one in differences if not one.member}
    told = [one for one in differences if not one.member or f"{one.path}.{one.member}" not in alone]
    return Check(len(expected) - len(outside), tuple(told), tuple(sorted(outside)))


def _is_below(path: str, packages: tuple[str, ...]) -> bool:
    return any(path == package or path.startswith(f"{package}.") for package in packages)


def _is_outside(golden: Golden, modules: frozenset[str]) -> bool:
    """Whether a class is defined in a module that the snapshot does not have."""
    if golden.kind != "class" or not golden.is_instance or golden.is_instance[0].startswith("<"):
        return False
    name = golden.is_instance[0]
    parts = name.split(".")
    return len(parts) > 1 and not any(".".join(parts[:length]) in modules for length in range(1, len(parts)))


def _outside_packages(expected: Mapping[str, Golden], found: Mapping[str, Golden], outside: set[str]) -> set[str]:
    """Modules of which nothing was found and some class of which lies outside: other repositories fill them."""
    packages: set[str] = set()
    missing = [path for path, golden in expected.items() if golden.kind == "module" and path not in found]
    for path in sorted(missing):
        prefix = f"{path}."
        inside_one = any(path.startswith(f"{package}.") for package in packages)
        nothing_found = not any(other.startswith(prefix) for other in found)
        if inside_one or (nothing_found and any(other.startswith(prefix) for other in outside)):
            packages.add(path)
    return packages


def _filled_elsewhere(expected: Mapping[str, Golden], outside: set[str]) -> set[str]:
    """Modules all of whose classes lie outside: the golden files show `tf.losses` as the Keras has it that they were
    written with, which need not be the Keras of the snapshot."""
    classes: dict[str, list[bool]] = {}
    for path, golden in expected.items():
        if golden.kind == "class":
            classes.setdefault(path.rpartition(".")[0], []).append(path in outside)
    return {path for path, found in classes.items() if all(found) and path in expected and path != "tensorflow"}


def _modules(expected: Mapping[str, Golden], outside: Iterable[str]) -> list[str]:
    return [path for path in outside if expected[path].kind == "module"]


def _object(theirs: Golden, ours: Golden, outside: set[str]) -> Iterable[Difference]:
    path = theirs.path
    if theirs.kind != ours.kind:
        yield Difference(path, "", theirs.kind, ours.kind)
        return
    if theirs.descriptor != ours.descriptor:
        yield Difference(path, "descriptor", *_first_difference(theirs.descriptor, ours.descriptor))
    if theirs.is_instance != ours.is_instance:
        yield Difference(path, "is_instance", " ".join(theirs.is_instance), " ".join(ours.is_instance))
    for name in sorted({*theirs.members, *ours.members, *theirs.methods, *ours.methods}):
        if name in theirs.methods and name in ours.methods:
            is_same = same_spec(theirs.methods[name], ours.methods[name])
        else:
            is_same = _is_same_member(theirs.members.get(name), ours.members.get(name), f"{path}.{name}" in outside)
            is_same = is_same and name not in theirs.methods and name not in ours.methods
        if not is_same:
            yield Difference(path, name, _text_of(theirs, name), _text_of(ours, name))


def _is_same_member(expected: str | None, found: str | None, is_outside: bool) -> bool:
    """Whether two types are the same, as far as the source can tell."""
    is_told = not is_outside and not (expected or "").endswith(_MESSAGES) and (found != "object" or expected is None)
    return expected == found or not is_told


def _text_of(golden: Golden, name: str) -> str | None:
    """What an object has by a name: the type of a member, the arguments of a function."""
    return signature_text(golden.methods[name]) if name in golden.methods else golden.members.get(name)


def _is_read(ours: Golden | None) -> bool:
    """Whether the `.proto` file of a message is in the snapshot."""
    return ours is None or ours.kind != "proto" or bool(ours.descriptor)


def _first_difference(expected: str, found: str) -> tuple[str | None, str | None]:
    """The first line of one descriptor that is not the other's."""
    lines = zip_longest(expected.splitlines(), found.splitlines())
    return next(((a and a.strip(), b and b.strip()) for a, b in lines if a != b), (None, None))


def same_spec(expected: ArgSpec | None, found: ArgSpec | None) -> bool:
    """The same names and number of defaults, and the same values where both are plain."""
    if expected is None or found is None:
        return expected is found
    if (expected.args, expected.varargs, expected.keywords) != (found.args, found.varargs, found.keywords):
        return False
    if len(expected.defaults) != len(found.defaults):
        return False
    pairs = zip(expected.defaults, found.defaults, strict=True)
    return all(a == b for a, b in pairs if _PLAIN.fullmatch(a) and _PLAIN.fullmatch(b))


def signature_text(spec: ArgSpec | None) -> str:
    """An argument specification as one would write it."""
    if spec is None:
        return "function without a Python signature"
    plain = len(spec.args) - len(spec.defaults)
    parts = list(spec.args[:plain])
    parts += [f"{name}={value}" for name, value in zip(spec.args[plain:], spec.defaults, strict=False)]
    parts += [f"*{spec.varargs}"] if spec.varargs else []
    parts += [f"**{spec.keywords}"] if spec.keywords else []
    return f"({', '.join(parts)})"
