class Meta(type):
    def __call__(cls):
        return super().__call__()
class Made(metaclass=Meta):
    def __init__(self): pass
Made()
