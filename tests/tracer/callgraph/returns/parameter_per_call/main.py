def a(): pass
def b(): pass
def same(x): return x
same(a)()
def use():
    same(b)()
use()
