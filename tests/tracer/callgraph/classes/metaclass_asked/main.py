class Meta(type):
    def __getattr__(cls, name): return name
    def __eq__(cls, other): return True
class Asked(metaclass=Meta):
    here = 1
    def __eq__(self, other): return False
class Heir(Asked): pass
def hook(): return Asked.missing
def plain(): return Asked.here
def same(): return Heir == 3
def other(): return Heir != 3
def on_the_right(): return 3 == Heir
def of_every_class(): return Heir.__module__, Heir.__annotations__, Heir.__doc__
hook(); plain(); same(); other(); on_the_right(); of_every_class()
