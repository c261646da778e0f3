"""The argument parser, of one command or of all."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable
from typing import Any, NoReturn

from tracer.cli import COMMANDS, command_module
from tracer.cli.examples import epilog

BACKENDS = ("tensorflow", "jax", "torch", "numpy", "openvino")
_UNRECOGNIZED = "unrecognized arguments"
_NARROWEST = 30
"""Columns below which argparse would fail to lay out its help."""


class Formatter(argparse.HelpFormatter):
    """Knows its width: argparse would import shutil for it, with every argument that is added. Examples keep their
    lines."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=max(_terminal_width() - 2, _NARROWEST))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)


def _terminal_width() -> int:
    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        pass
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80


class Parser(argparse.ArgumentParser):
    """Reports wrong usage in one line that says what to do next. `chosen` is the parser of the command that was typed:
    what the whole parser does not understand is told by it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=Formatter, **options)
        self.chosen: Parser | None = None

    def error(self, message: str) -> NoReturn:
        if self.chosen is not None and message.startswith(_UNRECOGNIZED):
            self.chosen.error(message)
        self.exit(2, f"{self.prog}: {self._told(message)} (see `{self.prog} --help`)\n")

    def _told(self, message: str) -> str:
        """argparse's words, with what is close to a wrong option or command instead of all there are."""
        from difflib import get_close_matches

        if message.startswith(_UNRECOGNIZED):
            options = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
            wrong = next((word for word in message.split() if word.startswith("--")), "").partition("=")[0]
            close = get_close_matches(wrong, options, 1)
            return message + (f", did you mean {close[0]}?" if close else "")
        unknown = re.match(r"argument COMMAND: invalid choice: '(.*?)' ", message)
        if unknown is None:
            return message
        close = get_close_matches(unknown[1], COMMANDS, 1)
        return f"there is no command {unknown[1]!r}" + (f", did you mean {close[0]}?" if close else "")


def build_parser(command: str | None, *, whole: bool = False) -> Parser:
    """The parser with the arguments of `command` only; with `whole`, of every command (that imports them all)."""
    parser = Parser(
        prog="tracer",
        description="Find where TensorFlow and Keras names come from, and what calls what.",
        epilog=epilog(""),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("--verbose", action="store_true", help="with --version: what a bug report needs")
    add_output_options(parser, default=None)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser, prog="tracer")
    for name in COMMANDS if command is None else (command,):
        subparser = subparsers.add_parser(
            name, help=COMMANDS[name], description=_sentence(name), epilog=epilog(name), allow_abbrev=False
        )
        if whole or name == command:
            command_module(name).add_arguments(subparser)
            add_output_options(subparser, default=argparse.SUPPRESS)
        if name == command:
            parser.chosen = subparser
    return parser


def add_output_options(parser: argparse.ArgumentParser, default: object) -> None:
    """Options that every command takes, before or after its name (`default` keeps one from undoing the other)."""
    group = parser.add_argument_group("output")
    group.add_argument("--no-color", dest="color", action="store_false", default=default, help="no colours")
    group.add_argument("--links", dest="links", action="store_true", default=default, help="write OSC 8 file links")
    group.add_argument("--no-links", dest="links", action="store_false", default=default, help="no file links")
    group.add_argument("--debug", action="store_true", default=default, help="show the traceback of an error")


def at_least(lowest: int, most: int | None = None) -> Callable[[str], int]:
    """The type of an argument that is a whole number, `lowest` or more, and no more than `most`."""

    def number(text: str) -> int:
        if int(text) < lowest:
            raise argparse.ArgumentTypeError(f"must be {lowest} or more")
        if most is not None and int(text) > most:
            raise argparse.ArgumentTypeError(f"must be {most} or less")
        return int(text)

    return number


def add_snapshot_options(
    parser: argparse.ArgumentParser,
    default: str = "the repository you stand in, else the snapshot indexed last, else the installed packages",
) -> None:
    """`--at` and `--backend`: what `tracer.cli.context.open_snapshot` reads."""
    parser.add_argument(
        "--at",
        metavar="SNAPSHOT",
        help=f"a snapshot's name (see `tracer status`), SOURCE@REV or installed:NAME (default: {default})",
    )
    add_backend_option(parser)


def add_backend_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--backend",
        default="tensorflow",
        choices=BACKENDS,
        help="which of Keras 3's backends to follow (default: %(default)s)",
    )


def add_api_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--api", choices=("v1", "v2"), help="public names of TensorFlow 1 or 2 (default: those of the release)"
    )


def _sentence(command: str) -> str:
    text = COMMANDS[command]
    return f"{text[0].upper()}{text[1:]}."
