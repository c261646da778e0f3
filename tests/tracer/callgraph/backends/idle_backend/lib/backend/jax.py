def make(): return 1
def size(x): return x.size
