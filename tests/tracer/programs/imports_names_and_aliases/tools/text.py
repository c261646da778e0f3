from . import numbers


class Upper:
    def run(self):
        return numbers.add(1)


def make():
    return Upper()
