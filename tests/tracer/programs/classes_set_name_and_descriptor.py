class Field:
    def __init__(self, convert):
        self.convert = convert

    def __set_name__(self, owner, name):
        self.name = name
        owner.register(self)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.values[self.name]

    def __set__(self, instance, value):
        instance.values[self.name] = self.convert(value)

    def describe(self): ...


class Model:
    @classmethod
    def register(cls, field): ...

    def __init__(self):
        self.values = {}


def to_int(value):
    return int(value)


def to_text(value):
    return str(value)


class User(Model):
    age = Field(to_int)
    name = Field(to_text)


user = User()
user.age = "1"
user.name = 2
print(user.age, user.name)
User.age.describe()
