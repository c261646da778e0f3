"""Nobody imports this."""

import core


def mine():
    pass


core.hook = mine
