"""How many worker processes make sense: processor cores that this process may use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path


def available_cores() -> int:
    """The processor cores this process may use: its affinity, cut by the limits of its control groups."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    if sys.platform == "linux":
        cores = min([cores, *group_limits()])
    return max(1, cores)


def group_limits(root: str = "/") -> Iterator[int]:
    """The whole cores that each control group around this process allows, of version 1 or 2; nothing without limits.

    Source: the kernel's documentation, admin-guide/cgroup-v2 (cpu.max) and scheduler/sched-bwc (cpu.cfs_quota_us).
    """
    base = Path(root, "sys/fs/cgroup")
    for line in _read(Path(root, "proc/self/cgroup")).splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers and "cpu" not in controllers.split(","):
            continue
        mount = base / controllers if controllers and (base / controllers).is_dir() else base / "cpu"
        group = Path(path.lstrip("/"))
        for folder in [group, *group.parents]:  # a container may see only the top of its own hierarchy
            yield from _limit(mount / folder if controllers else base / folder, is_old=bool(controllers))


def _limit(folder: Path, *, is_old: bool) -> Iterator[int]:
    if is_old:
        words = [_read(folder / f"cpu.cfs_{name}_us").strip() for name in ("quota", "period")]
    else:
        words = _read(folder / "cpu.max").split()
    if len(words) == 2 and all(word.isdigit() for word in words) and int(words[1]):
        yield max(1, int(words[0]) // int(words[1]))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
