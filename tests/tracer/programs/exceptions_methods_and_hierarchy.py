class Problem(Exception):
    def __init__(self, text):
        super().__init__(text)
        self.text = text

    def report(self):
        return self.text


class Worse(Problem):
    def report(self):
        return super().report()


def fails():
    raise Worse("x")


def cleanup(): ...


try:
    fails()
except (KeyError, Worse) as error:
    error.report()
else:
    pass
finally:
    cleanup()
