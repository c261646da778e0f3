"""A dict of one's own that does more in its special methods."""


def greet():
    return "hi"


def part():
    return "bye"


class Checked(dict):
    def __setitem__(self, key, value):
        self.check(value)
        super().__setitem__(key, value)

    def __getitem__(self, key):
        self.log(key)
        return super().__getitem__(key)

    def check(self, value):
        assert callable(value)

    def log(self, key):
        return key


checked = Checked()
checked["greet"] = greet
checked["greet"]()


class Lower(dict):
    def __missing__(self, key):
        return self.get(key.lower())


lower = Lower(part=part)
lower["PART"]()
