class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        return CountdownIterator(self)

    def __reversed__(self):
        return iter(self.steps())

    def steps(self):
        return [1, 2]

    def __length_hint__(self):
        return 2


class CountdownIterator:
    def __init__(self, owner):
        self.left = owner.start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left <= 0:
            raise StopIteration
        self.left -= 1
        return Step(self.left)


class Step:
    def __init__(self, number):
        self.number = number

    def take(self): ...


for step in Countdown(2):
    step.take()
[step.take() for step in Countdown(2)]
first, second = Countdown(2)
first.take()
iterator = iter(Countdown(1))
next(iterator).take()
for number in reversed(Countdown(2)):
    pass
steps = list(Countdown(1))
steps[0].take()
dict(enumerate(Countdown(1)))[0].take()
max(Countdown(2), key=lambda step: step.number).take()
any(step.take() for step in Countdown(1))
