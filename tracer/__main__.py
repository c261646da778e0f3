"""`python -m tracer`."""

import os
import sys

if __name__ == "__main__":
    _HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # `python -m` looks for modules in the current folder first: what is installed must not be taken from there.
    if not sys.flags.safe_path and os.path.abspath(sys.path[0]) != _HOME:
        del sys.path[0]

    from tracer.cli import exit_with_status

    exit_with_status()
