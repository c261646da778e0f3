"""The clones that tests marked `clone` look at."""

from __future__ import annotations

import os


def clone_specs() -> list[str]:
    """What TRACER_TENSORFLOW_CLONE lists, separated as PATH is: each a path or path@revision."""
    return [spec for spec in os.environ.get("TRACER_TENSORFLOW_CLONE", "").split(os.pathsep) if spec]
