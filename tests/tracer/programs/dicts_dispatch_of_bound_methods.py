class Calculator:
    def __init__(self):
        self.operations = {
            "+": self.add,
            "-": self.subtract,
        }
        self.fallbacks = [self.unknown]

    def add(self, a, b):
        return a

    def subtract(self, a, b):
        return a

    def unknown(self, *args): ...

    def run(self, sign, a, b):
        operation = self.operations.get(sign)
        if operation is None:
            for fallback in self.fallbacks:
                fallback(a, b)
            return None
        return operation(a, b)


calculator = Calculator()
for sign in ["+", "-", "?"]:
    calculator.run(sign, 1, 2)
