"""`tracer api`: the exported API, listed, or in TensorFlow's golden form, written or compared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.cli.context import note, open_snapshot
from tracer.cli.parser import add_api_option, add_snapshot_options
from tracer.errors import SourceError, UsageError

if TYPE_CHECKING:
    from tracer.store import Snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_snapshot_options(parser)
    add_api_option(parser)
    parser.add_argument("--prefix", default="", metavar="NAME", help="only names that begin so (tf.nn.)")
    parser.add_argument("--private", action="store_true", help="list definitions that are not exported, too")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    golden = parser.add_argument_group("TensorFlow's golden form")
    golden.add_argument("--golden", choices=("v1", "v2"), help="compute the golden files of this API from source")
    golden.add_argument("-o", "--output", metavar="DIR", help="write them here")
    golden.add_argument(
        "--check", nargs="?", const="", metavar="DIR", help="compare them with DIR (default: the revision's own)"
    )


def run(args: argparse.Namespace) -> int:
    if args.golden is None and (args.output or args.check is not None):
        raise UsageError("-o and --check need --golden v1 or --golden v2")
    if args.golden and not args.output and args.check is None:
        raise UsageError("--golden needs -o DIR or --check", hint="tracer api --golden v2 --check")
    with open_snapshot(args) as snapshot:
        if args.golden is None:
            return _list(args, snapshot)
        return _golden(args, snapshot)


def _list(args: argparse.Namespace, snapshot: Snapshot) -> int:
    from tracer.queries.api import entries
    from tracer.views.api import entry_line, json_object

    api = args.api or str(snapshot.info.info.get("api", "v2"))
    found = list(entries(snapshot, api, args.prefix, private=args.private))
    if args.json:
        print(json_object(snapshot.name, api, found))
    else:
        among = f" that begin with {args.prefix!r}" if args.prefix else ""
        note(f"in {snapshot.name}, {'the' if found else 'no'} names of API {api}{among}")
        sys.stdout.writelines(f"{entry_line(entry)}\n" for entry in found)
    return 0 if found else 1


def _golden(args: argparse.Namespace, snapshot: Snapshot) -> int:
    from tracer.queries.api import golden_files, golden_folder, golden_objects
    from tracer.queries.golden_check import check
    from tracer.views.api import check_json, difference_lines

    objects = golden_objects(snapshot, args.golden)
    if args.output:
        write(objects.values(), Path(args.output))
        note(f"{len(objects)} files in {args.output}")
    if args.check is None:
        return 0
    expected = golden_folder(args.check) if args.check else golden_files(snapshot, args.golden)
    modules = frozenset(file.module for file in snapshot.files() if file.module)
    elsewhere = frozenset(snapshot.info.info.get("outside", {}).get(args.golden, {}))
    result = check(expected, objects, modules, elsewhere)
    if args.json:
        print(check_json(snapshot.name, args.golden, result))
    else:
        sys.stdout.writelines(f"{line}\n" for line in difference_lines(result))
    reading = " (-: what the golden files say, +: what the source says)" if result.differences else ""
    note(f"{result.objects} golden files compared, {len(result.differences)} differences{reading}, "
         f"{len(result.outside)} files of other repositories left out")  # fmt: skip
    return 1 if result.differences else 0


def write(objects: object, folder: Path) -> None:
    """Writes golden files into `folder`.

    Raises:
        SourceError: the folder cannot be written.
    """
    from tracer.golden_text import file_name, text_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for golden in objects:  # type: ignore[attr-defined]
            target = folder / file_name(golden.path)
            if target.is_symlink():  # of a stranger's repository, to a file of the user's
                target.unlink()
            target.write_text(text_of(golden), encoding="ascii", newline="\n")
    except OSError as error:
        hint = "give a folder that can be written, or made"
        raise SourceError(f"cannot write: {error.strerror}", where=str(folder), hint=hint) from error
