def auto_repr(cls):
    def __repr__(self):
        return describe(self)

    cls.__repr__ = __repr__
    return cls


def describe(value):
    return "x"


def with_logger(make):
    def decorate(cls):
        cls.logger = make()
        return cls

    return decorate


class Logger:
    def info(self): ...


@auto_repr
@with_logger(Logger)
class Service:
    def run(self):
        self.logger.info()


service = Service()
service.run()
print(repr(service))
