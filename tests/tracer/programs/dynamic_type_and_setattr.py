"""Classes made by `type`, attributes set by loops, methods added later."""


def greet(self):
    return self.name()


def name(self):
    return "n"


Made = type("Made", (), {"greet": greet, "name": name})
Made().greet()


class Target:
    pass


def shout(self):
    return whisper(self)


def whisper(self):
    return 1


Target.shout = shout
Target().shout()
for label, function in {"one": whisper}.items():
    setattr(Target, label, function)
Target().one()
target = Target()
setattr(target, "two", name)
target.two(target)
vars(target)["three"] = whisper
target.three(target)
