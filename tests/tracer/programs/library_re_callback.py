import re


def replace(match):
    return helper(match.group())


def helper(text):
    return text


class Scanner:
    def one(self, match):
        return "x"

    def run(self, text):
        return re.sub("x", self.one, text)


re.sub("a", replace, "banana")
re.compile("b").sub(lambda match: helper("y"), "abc")
Scanner().run("xx")
