def each(x): return x
any(each(x) for x in [1, 2])
