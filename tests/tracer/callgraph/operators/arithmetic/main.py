class V:
    def __add__(self, other): return self
    def __rmul__(self, other): return self
    def __neg__(self): return self
    def __iadd__(self, other): return self
v = V() + 1
w = 2 * V()
-v
v += 1
