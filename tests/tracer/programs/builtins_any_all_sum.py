class Number:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value != 0

    def __add__(self, other):
        return Number(self.value + other.value)

    def __radd__(self, other):
        return Number(other + self.value)


numbers = [Number(1), Number(2)]
any(numbers)
sum(numbers)
