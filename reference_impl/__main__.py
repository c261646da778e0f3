"""`python -m reference_impl script.py [ARGS]` and `python -m reference_impl compare ...`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from types import TracebackType

USAGE = """\
python -m reference_impl [--backend numpy|tensorflow] [--device DEVICE]
                                [--synthetic-data] SCRIPT [ARGS...]
       python -m reference_impl compare [MODEL] [options]
                                (see: python -m reference_impl compare --help)"""

DESCRIPTION = """\
Runs a Keras script (.py) or notebook (.ipynb) unchanged: its `keras` and `tensorflow.keras` imports get reference_impl.
With the NumPy backend `tensorflow` itself is answered too, so TensorFlow need not be installed."""


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m reference_impl", usage=USAGE, description=DESCRIPTION)
    parser.add_argument("--backend", choices=("numpy", "tensorflow"), default="numpy", help="default: numpy")
    parser.add_argument("--device", metavar="DEVICE", help="TensorFlow device, as GPU:0 (TensorFlow backend only)")
    parser.add_argument(
        "--synthetic-data", action="store_true", help="random arrays for keras.datasets that are not in Keras's cache"
    )
    parser.add_argument(
        "script", metavar="SCRIPT", help="a .py file, or a .ipynb notebook whose cells are run in order"
    )
    rest = parser.add_argument("arguments", metavar="ARGS", nargs=argparse.REMAINDER, help="the script's own arguments")
    rest.required = False  # argparse asks for at least one otherwise, in its message if not in what it takes
    return parser.parse_args(arguments)


def _own_frames(
    script: str,
    show: Callable[[type[BaseException], BaseException, TracebackType | None], object],
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    """Shows what ends a script as Python would, without the frames that lead to the script."""
    own = trace
    while own is not None and own.tb_frame.f_code.co_filename != script:
        own = own.tb_next
    show(kind, error.with_traceback(own or trace), own or trace)


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["compare"]:
        from reference_impl.comparison_command import command

        return command(arguments[1:])
    from reference_impl.script import ScriptError, run_script

    options = parse(arguments)
    if options.synthetic_data:
        from reference_impl import datasets

        datasets.synthetic(True)
    sys.excepthook = partial(_own_frames, options.script, sys.excepthook)
    try:
        run_script(options.script, options.arguments, backend=options.backend, device=options.device)
    except ScriptError as error:
        print(f"reference_impl: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
