"""A file of a snapshot."""

from __future__ import annotations

from typing import Literal

import msgspec


class SourceFile(msgspec.Struct, frozen=True, gc=False):
    """One file of a snapshot. `module` is its dotted import name, None where it has none."""

    source: str
    path: str
    blob: str
    kind: Literal["python", "stub", "cpp", "api_def", "build", "other"]
    module: str | None = None
    is_package: bool = False
    is_test: bool = False
    size: int = 0
