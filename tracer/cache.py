"""Where what can be made again is kept."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "tensorflow-tracer"
_IS_LINUX = sys.platform.startswith("linux")


def cache_folder() -> str:
    """The folder of the store and of clones: TRACER_CACHE_DIR, else the platform's cache directory for tracer.

    On Linux platformdirs' rule (the XDG base directory specification) is written out: importing platformdirs would cost
    a warm query a tenth of its time.
    """
    configured = os.environ.get("TRACER_CACHE_DIR")
    if configured:
        return os.path.abspath(os.path.expanduser(configured))
    if _IS_LINUX:
        base = os.environ.get("XDG_CACHE_HOME", "").strip()
        return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), _NAME)
    from platformdirs import user_cache_dir

    return user_cache_dir(_NAME, appauthor=False)


def cache_dir() -> Path:
    """`cache_folder` as a path."""
    from pathlib import Path

    return Path(cache_folder())
