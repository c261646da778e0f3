try:
    import outside
except ImportError:
    outside = None
if outside:
    class export(outside.export):
        def __call__(self, symbol):
            return super().__call__(symbol)
else:
    class export:
        def __init__(self, path): pass
        def __call__(self, symbol):
            return symbol
@export("a.f")
def f(function): pass
def g(): pass
def use(): f(g)
