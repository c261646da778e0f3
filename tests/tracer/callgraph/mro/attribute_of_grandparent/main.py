class A:
    def go(self): pass
class B(A): pass
class C(B): pass
C().go()
