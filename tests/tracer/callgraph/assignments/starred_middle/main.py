def a(): pass
def b(): pass
def c(): pass
head, *middle, tail = [a, b, b, c]
head()
tail()
