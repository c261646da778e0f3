class A:
    def __eq__(self, other): pass
class B:
    def __eq__(self, other): pass
class C:
    def __iter__(self): pass
class D:
    def __add__(self, other): pass
class E:
    def __getitem__(self, key): pass
class F: pass
class G(A):
    def __eq__(self, other): pass
def anything(x):
    x == 1
    x + 1
    x[0]
    for _ in x: pass
def related(x):
    x == 1
anything(A())
anything(B())
anything(C())
anything(D())
anything(E())
anything(F())
anything("text")
related(A())
related(B())
related(G())
