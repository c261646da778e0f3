class AppError(Exception):
    def __init__(self, code, *args):
        super().__init__(*args)
        self.code = self.lookup(code)

    def lookup(self, code):
        return code

    def __str__(self):
        return self.render()

    def render(self):
        return "x"


def fail():
    raise AppError(1, "x")


def guarded():
    try:
        fail()
    except AppError as error:
        return str(error), error.render()


guarded()
