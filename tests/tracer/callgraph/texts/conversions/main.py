class Shown:
    def __str__(self):
        return "s"

    def __repr__(self):
        return "r"


class Form:
    def __format__(self, spec):
        return "f"


class Only:
    def __repr__(self):
        return "o"


class Failure(Exception):
    def __repr__(self):
        return "f"


class Number:
    def __int__(self):
        return 1

    def __float__(self):
        return 1.0


def string():
    return str(Shown())


def fallback():
    return str(Only())


def shown():
    return repr(Shown())


def with_format():
    return format(Form(), "x")


def formatted():
    return f"{Shown()}"


def formatted_with_spec():
    return f"{Form():x}"


def formatted_repr():
    return f"{Shown()!r} {Shown()=}"


def printed():
    print(1, Shown())


def percent():
    return "%s" % Shown()


def percent_many():
    return "%r and %s" % (Only(), Shown())


def percent_numbers():
    return "%d %.2f" % (Number(), 1.0)


def call_of_format():
    return "{}".format(Shown())


def format_with_names():
    return "{x!r} {y}".format(x=Shown(), y=Form())


def listed():
    return str([Only()])


def nested():
    return repr({"a": (Only(),)})


def of_exception():
    return str(Failure())


string()
fallback()
shown()
with_format()
formatted()
formatted_with_spec()
formatted_repr()
printed()
percent()
percent_many()
percent_numbers()
call_of_format()
format_with_names()
listed()
nested()
of_exception()
