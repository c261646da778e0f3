def one(f): return f
def two(f): return f
@one
@two
def f(): pass
f()
