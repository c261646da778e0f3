class Meta(type):
    def __call__(cls, *args):
        made = cls._chosen(*args)
        if made is not None:
            return made
        return super().__call__(*args)


class Variable(metaclass=Meta):
    def __init__(self, value): pass

    @classmethod
    def _chosen(cls, value):
        return Resource(value) if cls is Variable else None

    def assign(self): pass


class Resource(Variable):
    def __init__(self, value): pass

    def assign(self): pass


Variable(1).assign()
