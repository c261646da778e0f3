def a(): pass
def b(): pass
def c(): pass
[a, b, c][-1]()
