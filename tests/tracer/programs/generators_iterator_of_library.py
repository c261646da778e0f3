from collections.abc import Iterator


class Countdown(Iterator):
    def __init__(self, number):
        self.number = number

    def __next__(self):
        self.number -= 1
        if self.number < 0:
            raise StopIteration
        return Step()


class Step:
    def run(self): ...


def main():
    for step in Countdown(2):
        step.run()
    return list(Countdown(1))


main()
