"""The command line: parse, run one command's module, exit.

A command is a module `tracer/cli/<command>.py` with two functions, imported only when the command is chosen:

    add_arguments(parser: argparse.ArgumentParser) -> None
    run(args: argparse.Namespace) -> int                    the exit status

`COMMANDS` holds what must be known of all of them without importing one.
"""

from __future__ import annotations

import errno
import gc
import io
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

from tracer.errors import TracerError

if TYPE_CHECKING:
    import argparse

FOUND, NO_MATCH, ERROR, INTERRUPTED = 0, 1, 2, 130

COMMANDS: dict[str, str] = {
    "index": "read sources and link them into a snapshot",
    "where": "find where a name is defined, and the way there",
    "search": "search public and private names, fuzzy and glob",
    "show": "show a definition's source with its calls marked",
    "callers": "list what calls a function",
    "callees": "list what a function calls",
    "path": "find call paths between two functions",
    "graph": "write the call graph, whole or around a name",
    "api": "list the exported API, also in TensorFlow's golden form",
    "history": "tell in which versions a name was where",
    "diff": "compare the public API of two snapshots",
    "explain": "resolve each API call of a script",
    "record": "run a script and add its calls to the graph",
    "counterparts": "list TensorFlow symbols and their reference_impl twins",
    "tui": "browse interactively",
    "status": "show what is indexed and what could not be resolved",
    "cache": "show or clean the cache directory",
    "completion": "print a completion script for a shell",
}


_AT_ONCE = frozenset({"where", "path", "callers", "callees"})
"""Commands that make nothing which could be collected before their answer is out, but for what they index first."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status (argparse exits by itself on wrong usage)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    args: argparse.Namespace | None = None
    gc.disable()  # a tenth of a warm answer's time would go into collecting what imports make
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    _write_what_it_can(sys.stdout)
    try:
        args = _parsed(arguments)
        return _run(args)
    except BrokenPipeError:
        _forget_stdout()
        return FOUND
    except SystemExit as error:
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        return FOUND  # rich turns a reader that has gone into status 1, which means no match here
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED)
    except TracerError as error:
        if _wants_traceback(args, arguments):
            raise
        return _fail(error.message, ERROR)
    except Exception as error:
        if _wants_traceback(args, arguments):
            raise
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return _fail(f"cannot write, {error.strerror}", ERROR)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _fail(f"internal error, {what} (run again with --debug for the traceback)", ERROR)
    finally:
        gc.enable()


def _nowhere(mode: str = "w") -> TextIO:
    """What takes the place of a stream that was closed before the program began."""
    import os

    return cast("TextIO", open(os.devnull, mode, encoding="utf-8"))


_RAISES = ("strict", "surrogateescape")
"""How streams take what their encoding does not have that raise an error; the second is Python's in the locale C."""


def _write_what_it_can(stream: TextIO) -> None:
    """Write `?` for what a stream's encoding does not have (lines of trees where it is ASCII), rather than fail."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors in _RAISES and stream.encoding.lower() != "utf-8":
        stream.reconfigure(errors="replace")


def _parsed(arguments: list[str]) -> argparse.Namespace:
    from tracer.cli.parser import build_parser

    return build_parser(chosen_command(arguments)).parse_args(arguments)


def _wants_traceback(args: argparse.Namespace | None, arguments: list[str]) -> bool:
    """Whether `--debug` was given to tracer; to the script that `record` runs it may be given as well."""
    return "--debug" in arguments if args is None else bool(getattr(args, "debug", False))


def _run(args: argparse.Namespace) -> int:
    if args.version:
        from tracer.cli.version import print_version

        return print_version(verbose=args.verbose)
    if args.command is None:
        from tracer.cli.parser import build_parser

        build_parser(None).print_help()
        return ERROR
    if args.command not in _AT_ONCE or (args.command == "where" and args.stdin):
        gc.enable()
    status: int = command_module(args.command).run(args)
    sys.stdout.flush()
    return status


def chosen_command(arguments: Sequence[str]) -> str | None:
    """The command among `arguments` as typed, so that only its parser is built; None for all of them."""
    for argument in arguments:
        if not argument.startswith("-"):
            return argument if argument in COMMANDS else None
    return None


def command_module(command: str) -> Any:
    """The module of a command: see above for its two functions."""
    return import_module(f"tracer.cli.{command}")


def _fail(message: str, status: int) -> int:
    from tracer.views.text import plain

    print(f"tracer: {plain(message)}", file=sys.stderr)
    return status


def _forget_stdout() -> None:
    """Point stdout at the null device, so that the interpreter's last flush stays quiet when a reader has gone."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def exit_with_status() -> NoReturn:
    """Run the command line and end the process: what is left by then is not gone through for cycles, which would take
    a tenth of a warm answer's time."""
    status = main()
    gc.freeze()
    sys.exit(status)
