"""Keeping Python's garbage collector from holding up keys.

A full collection visits every object that ever was, and with the names of a whole snapshot in memory that takes a
quarter of a second. What is loaded for good is therefore taken out of its sight.
"""

from __future__ import annotations

import gc


def pause() -> None:
    """No collections while much is being loaded."""
    gc.disable()


def settle() -> None:
    """What is loaded now stays: collect only what comes after."""
    gc.freeze()
    gc.enable()
