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
hook(); plain(); same()
