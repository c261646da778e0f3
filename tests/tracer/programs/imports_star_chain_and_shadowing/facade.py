from inner_one import *
from inner_two import constant_function, public


def _private():
    return "private"
