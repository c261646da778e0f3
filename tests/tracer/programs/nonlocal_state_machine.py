"""`nonlocal` and `global` names that hold functions and change."""

current = None


def set_current(function):
    global current
    current = function


def alpha():
    return "a"


def beta():
    return "b"


set_current(alpha)
current()


def machine():
    state = None

    def start():
        nonlocal state
        state = running
        return 1

    def running():
        nonlocal state
        state = stopped
        return 2

    def stopped():
        return 3

    state = start

    def step():
        return state()

    return step


step = machine()
step()
step()
step()
