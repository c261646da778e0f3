"""One batch of files on a machine of a cluster: files on standard input, facts on standard output, both MessagePack.

A process of its own, so that the workers of `tracer.extract.pool` can confine what they read there as they do here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial

import msgspec

from tracer.children import SAFE_PATH, python_command
from tracer.extract.pool import Job, Kind, Outcome, extract_all
from tracer.facts import EXTRACTOR_VERSION, Problem

Item = tuple[str, Kind, bytes]
Answer = tuple[str, Kind, bytes, bytes, tuple[Problem, ...], bool]

_items = msgspec.msgpack.Decoder(tuple[Item, ...])
_answers = msgspec.msgpack.Decoder(tuple[Answer, ...])


def extract_batch(items: Sequence[Item]) -> tuple[Outcome, ...]:
    """Extract (key, kind, bytes) in a new process of this interpreter.

    Raises:
        RuntimeError: the process failed; the message holds what it said last.
    """
    done = subprocess.run(
        python_command("tracer.extract.batch"),
        input=msgspec.msgpack.encode(tuple(items)),
        capture_output=True,
        check=False,
        env={**os.environ, **SAFE_PATH},
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode("utf-8", "replace").strip()[-500:] or f"status {done.returncode}")
    return tuple(Outcome(*answer) for answer in _answers.decode(done.stdout))


def extractor_version() -> int:
    """What facts that this installation extracts are kept as."""
    return EXTRACTOR_VERSION


def main() -> None:
    items = _items.decode(sys.stdin.buffer.read())
    jobs = [Job(key, kind, len(source), partial(bytes, source)) for key, kind, source in items]
    answers = tuple((o.key, o.kind, o.facts, o.flow, o.problems, o.lasting) for o in extract_all(jobs, 1))
    sys.stdout.buffer.write(msgspec.msgpack.encode(answers))


if __name__ == "__main__":
    main()
