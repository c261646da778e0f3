from functools import partialmethod


class Cell:
    def set_state(self, state, log):
        log()

    turn_on = partialmethod(set_state, True)
    turn_off = partialmethod(set_state, False)


def log():
    pass


Cell().turn_on(log)
