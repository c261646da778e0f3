class Shown:
    def first_name(self):
        pass

    def name(self):
        pass


def few(choice):
    which = "first_" if choice else ""
    getattr(Shown(), which + "name")()


def many(choice, rows):
    one = "a" if choice else "b"
    text = one + one + one + one + one + one + one + one + one + one + one + one + one + one + one + one
    text = text + one + one + one + one + one + one + one + one + one + one + one + one + one + one + one
    for _ in rows:
        text = "%s" % text + one + text
    getattr(Shown(), text)


few(True)
many(True, ())
