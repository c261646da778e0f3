"""Keeping Python's garbage collector from holding up keys.

A full collection visits every object that ever was, and with the names of a whole snapshot in memory that takes a
quarter of a second. What is loaded for good is therefore taken out of its sight, and full collections wait until nobody
types. All of it is undone when the UI ends.
"""

from __future__ import annotations

import gc

USUAL = gc.get_threshold()
NEVER = 1_000_000


def pause() -> None:
    """No collections while much is being loaded."""
    gc.disable()


def settle() -> None:
    """What is loaded now stays: collect only what comes after, young objects at any time, old ones in `tidy`."""
    gc.freeze()
    gc.set_threshold(*USUAL[:2], NEVER)
    gc.enable()


def tidy() -> None:
    """A full collection, if Python would have made one by now: for moments in which nobody types."""
    if gc.isenabled() and gc.get_count()[2] > USUAL[2]:
        gc.collect()


def release() -> None:
    """Everything as it was."""
    gc.unfreeze()
    gc.set_threshold(*USUAL)
    gc.enable()
