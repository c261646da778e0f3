class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        return self.handle(value)

    def handle(self, value):
        return True


class Error(Exception):
    def __str__(self):
        return self.name()

    def name(self):
        return "x"


def show(error):
    return str(error)


with Guard():
    raise Error
try:
    raise Error() from Error()
except Error as error:
    show(error)
    show(error.__cause__)
