"""`tracer cache dir|clean`: where the store and clones lie, and deleting them."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil

from tracer.errors import StoreError

_ACTIONS = "print the directory, or delete the store and the clones in it (what the browser remembers stays)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("dir", "clean"), help=_ACTIONS)


def run(args: argparse.Namespace) -> int:
    from tracer.cache import cache_dir

    folder = cache_dir()
    if args.action == "dir":
        print(folder)
        return 0
    freed = 0
    try:
        for path in folder.glob("store*.sqlite3*"):
            with contextlib.suppress(FileNotFoundError):
                freed += path.stat().st_size
                path.unlink()
        clones = folder / "clones"
        if clones.is_dir() and not clones.is_symlink():
            freed += sum(
                os.lstat(os.path.join(top, name)).st_size for top, _, names in os.walk(clones) for name in names
            )
            shutil.rmtree(clones)
    except OSError as error:
        raise StoreError(f"cannot delete, {error.strerror}", where=str(error.filename)) from error
    kept = "; tui.json, what the browser remembers, stays" if (folder / "tui.json").exists() else ""
    print(f"{folder}: {freed / 1e6:,.1f} MB deleted{kept}")
    return 0
