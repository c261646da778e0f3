"""What the benchmarks share: `tracer` as a process, the time it takes, and how a figure is told."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

REVISION = os.environ.get("TRACER_BENCHMARK_REVISION", "v2.1.0-rc2")
CLONE = os.environ.get("TRACER_TENSORFLOW_CLONE", "").partition(os.pathsep)[0]


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def processor(action: Callable[[], object]) -> float:
    """Processor seconds of the processes that an action starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    action()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tracer(
    *arguments: str, cache: Path, stdin: str | None = None, statuses: tuple[int, ...] = (0,)
) -> subprocess.CompletedProcess[str]:
    """Run `tracer` on the store of `cache`; other exit statuses than those given are an error."""
    environment = {**os.environ, "TRACER_CACHE_DIR": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "tracer", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, input=stdin)
    if ended.returncode not in statuses:
        raise subprocess.CalledProcessError(ended.returncode, command, ended.stdout, ended.stderr)
    return ended


def report(name: str, ratio: float, budget: float, detail: str = "") -> None:
    print(f"\n{name}: {ratio:.2f} (budget {budget:g}) {detail}", flush=True)
