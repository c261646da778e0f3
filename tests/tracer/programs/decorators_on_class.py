def register(cls):
    REGISTRY[cls.__name__] = cls
    return cls


def with_method(cls):
    def extra(self):
        return self.base()

    cls.extra = extra
    return cls


REGISTRY = {}


@register
@with_method
class Made:
    def base(self): ...


Made().extra()
REGISTRY["Made"]().base()
