KINDS = []
KINDS.append(KINDS)
class A:
    def go(self): pass
KINDS.append(A)
def use(x):
    if isinstance(x, tuple(KINDS)):
        x.go()
use(A())
