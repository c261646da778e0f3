"""`dir` gives any name that something has: what is called under one of which nothing is known is a guess."""


class Shown:
    def __init__(self):
        self.count = 0

    def first(self):
        self.count += 1

    def run(self):
        for name in dir(self):
            if callable(getattr(self, name)) and name != "run":
                getattr(self, name)()


Shown().run()
