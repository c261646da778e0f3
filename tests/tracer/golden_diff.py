"""Compare `tracer diff` of two revisions with the difference of their golden files.

python -m tests.tracer.golden_diff CLONE REV_A REV_B [--api v1|v2] [--misses N]
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.tracer.golden import GOLDEN
from tracer.golden import ArgSpec, Golden, parse
from tracer.index.build import Request, index
from tracer.queries.api import NUMPY_FOLDER, text
from tracer.queries.diff import Change
from tracer.queries.listing import diff, golden_names, unfolded
from tracer.sources import open_source
from tracer.store import Store

COMPARED = {"added", "removed", "re-signed"}
Named = tuple[str, str]


def golden_table(clone: str, revision: str, api: str) -> dict[str, tuple[str | None, ArgSpec | None]]:
    """Public name -> (class that it is a member of, argument specification)."""
    source = open_source(clone, revision=revision)
    objects: dict[str, Golden] = {}
    try:
        folders = [f"{GOLDEN}/{api}", *([NUMPY_FOLDER] if api == "v2" else [])]
        for path in (path for folder in folders for path in source.paths(folder) if path.endswith(".pbtxt")):
            content = source.read_path(path)
            assert content is not None
            golden = parse(text(content), path)
            if golden.path.partition(".")[0] == "tensorflow":
                objects[golden.path] = golden
    finally:
        source.close()
    return {
        name: (
            name.removesuffix(f".{member}") if member is not None and golden.kind == "class" else None,
            golden.methods.get(member) if member is not None else None,
        )
        for name, golden, member in golden_names(objects)
    }


def golden_changes(clone: str, before: str, after: str, api: str) -> set[Named]:
    old, new = (golden_table(clone, revision.partition(",")[0], api) for revision in (before, after))
    removed = {("removed", name) for name, (owner, _) in old.items() if name not in new and (not owner or owner in new)}
    added = {("added", name) for name, (owner, _) in new.items() if name not in old and (not owner or owner in old)}
    resigned = {("re-signed", name) for name in old.keys() & new.keys() if old[name][1] != new[name][1]}
    return removed | added | resigned


def our_changes(clone: str, before: str, after: str, api: str, store: Store) -> set[Named]:
    """REV or REV,SOURCE@REV: what is indexed along, such as Keras where TensorFlow takes it from another repository."""
    snapshots = []
    for revision in (before, after):
        own, *others = revision.split(",")
        request = Request([f"{clone}@{own}", *others], None, calls=False)
        report = index(request, store, lambda stage, done, total: None)
        snapshots.append(store.snapshot(report.snapshot.name))
    with snapshots[0] as old, snapshots[1] as new:
        changes = [_as_golden_shows(change) for change in diff(old, new, api).changes]
        return {change for change in unfolded(tuple(changes)) if change[0] in COMPARED}


def _as_golden_shows(change: Change) -> Change:
    """What became a class, or a property, has no argument specification there any more."""
    functions = {"function", "method"}
    kinds = {entry.kind in functions for entry in (change.before, change.after) if entry is not None}
    return replace(change, kind="re-signed") if change.kind == "kind changed" and len(kinds) == 2 else change


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("clone")
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--api", default="v2")
    parser.add_argument("--misses", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Store.open_for_writing(Path(folder) / "store.sqlite3") as store:
        ours = our_changes(args.clone, args.before, args.after, args.api, store)
    golden = golden_changes(args.clone, args.before, args.after, args.api)
    print(f"{len(golden)} golden, {len(ours)} ours, agree {len(golden & ours) / len(golden | ours):.2%}")
    for kind, name in sorted(golden - ours)[: args.misses]:
        print(f"missed  {kind:<10} {name}")
    for kind, name in sorted(ours - golden)[: args.misses]:
        print(f"extra   {kind:<10} {name}")


if __name__ == "__main__":
    main()
