def f(): pass
class T:
    def __getitem__(self, key): return f
    def __setitem__(self, key, value): pass
    def __delitem__(self, key): pass
t = T()
t[0] = 1
t[0]()
del t[0]
