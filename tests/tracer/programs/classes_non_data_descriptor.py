class Lazy:
    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        value = self.function(instance)
        instance.__dict__["made"] = value
        return value


class Result:
    def run(self):
        pass


class Owner:
    @Lazy
    def made(self):
        return Result()


Owner().made.run()
