"""Who writes: enough of a process to tell later, maybe from another machine, whether it can still be alive."""

from __future__ import annotations

import os
import sys
import time

_PATIENCE = 24 * 3600.0
"""Seconds after which a writer that can't be asked, on another machine or in another container, is given up."""


def identity(process: int | None = None) -> str:
    """Host and process namespace, boot, process id and start time, separated by tabs; "" for what isn't known."""
    process = os.getpid() if process is None else process
    return "\t".join((_host(), _first_line("/proc/sys/kernel/random/boot_id"), str(process), _started(process)))


def may_be_alive(owner: str, since: float) -> bool:
    """Whether the process that called itself `owner` can still be at work; `since` is when it began, seconds since the
    epoch. The empty owner is nobody."""
    parts = owner.split("\t")
    if len(parts) != 4 or not parts[2].isdigit():
        return False
    host, boot, process, started = parts
    if host != _host() or sys.platform == "win32":
        return time.time() - since < _PATIENCE
    if boot != _first_line("/proc/sys/kernel/random/boot_id"):
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # somebody else's
    return not started or _started(int(process)) in ("", started)


def _host() -> str:
    from platform import node

    try:
        return f"{node()} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return node()


def _started(process: int) -> str:
    """When a process began, in clock ticks since the boot (proc_pid_stat(5), field 22)."""
    fields = _first_line(f"/proc/{process}/stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 else ""


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return ""
