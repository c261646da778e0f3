from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from other import Thing

try:
    from fast import run
except ImportError:
    from slow import run

import other


def use(thing: "Thing"):
    return thing.go()


run()
use(other.Thing())
