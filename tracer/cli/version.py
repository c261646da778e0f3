"""`tracer --version [--verbose]`."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

from tracer import __version__

_LIBRARIES = [
    "libcst",
    "networkx",
    "pyvis",
    "gitpython",
    "numpy",
    "textual",
    "rich",
    "msgspec",
    "platformdirs",
    "tree-sitter",
    "tree-sitter-cpp",
    "protobuf",
    "rapidfuzz",
    "tensorflow",
    "tensorflow-cpu",
    "keras",
]


def print_version(*, verbose: bool) -> int:
    """Print the version; with `verbose`, also what a bug report needs. Imports none of the libraries it names."""
    print(f"tracer {__version__}")
    if verbose:
        for name, value in _environment().items():
            print(f"{name}: {value}")
    return 0


def _environment() -> dict[str, str]:
    from tracer.extract.cores import available_cores
    from tracer.store.connection import SCHEMA_VERSION, store_path
    from tracer.versions import CALLS_VERSION, EXTRACTOR_VERSION, LINKER_VERSION

    path = store_path()
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "cores": f"{available_cores()} of {os.cpu_count()} may be used",
        "encoding": f"{sys.stdout.encoding}, files {sys.getfilesystemencoding()}",
        "sqlite": sqlite3.sqlite_version,
        "git": _git_version(),
        "extractor": str(EXTRACTOR_VERSION),
        "linker": f"{LINKER_VERSION}, calls {CALLS_VERSION}",
        "schema": str(SCHEMA_VERSION),
        "store": f"{path} ({path.stat().st_size:,} bytes)" if path.is_file() else f"{path} (none yet)",
        **{name: _library_version(name) for name in _LIBRARIES},
    }


def _git_version() -> str:
    git = shutil.which("git")
    if git is None:
        return "not found"
    return subprocess.run([git, "--version"], capture_output=True, text=True, check=False).stdout.strip()


def _library_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
