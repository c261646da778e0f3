"""Exceptions with methods, chaining, `finally`, `else`, and re-raising."""


class AppError(Exception):
    def __init__(self, message, code=0):
        super().__init__(message)
        self.code = code

    def describe(self):
        return f"{self.code}"


class NotFound(AppError):
    def __init__(self, name):
        super().__init__(name, 404)


def find(name):
    if name == "x":
        raise NotFound(name)
    return name


def attempt(name):
    try:
        return find(name)
    except NotFound as error:
        return error.describe()
    else:
        never()
    finally:
        cleanup()


def cleanup():
    return None


def never():
    return None


attempt("x")
attempt("y")


def convert():
    try:
        find("x")
    except AppError as error:
        raise RuntimeError from wrap(error)


def wrap(error):
    return error


try:
    convert()
except RuntimeError as outer:
    wrap(outer.__cause__)
