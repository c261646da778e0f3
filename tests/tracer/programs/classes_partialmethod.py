from functools import partialmethod


class Cell:
    def set_state(self, state, log):
        log()

    turn_on = partialmethod(set_state, True)
    turn_off = partialmethod(set_state, False)


def log():
    pass


Cell().turn_on(log)


def given():
    return 1


class Keyed:
    def call(self, first, function=None):
        return function()

    call_given = partialmethod(call, 3, function=given)


Keyed().call_given()
