"""`tracer api`."""

from __future__ import annotations

import argparse

from tracer.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*")


def run(args: argparse.Namespace) -> int:
    raise UsageError("this command is not part of this build yet")
