"""Functions that return different classes, and callers that use what they have in common."""


class Cat:
    def speak(self):
        return "meow"


class Dog:
    def speak(self):
        return self.bark()

    def bark(self):
        return "woof"


def adopt(kind):
    if kind == "cat":
        return Cat()
    elif kind == "dog":
        return Dog()
    return None


adopt("cat").speak()
pet = adopt("dog")
if pet is not None:
    pet.speak()


def maker(kind):
    return {"cat": Cat, "dog": Dog}[kind]


maker("cat")().speak()
maker("dog")().speak()
