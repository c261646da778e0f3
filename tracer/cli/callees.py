"""`tracer callees NAME`: what a function calls, as a tree."""

from __future__ import annotations

import argparse

from tracer.cli.trees import add_tree_arguments, run_tree


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_tree_arguments(parser)


def run(args: argparse.Namespace) -> int:
    return run_tree(args, inward=False)
