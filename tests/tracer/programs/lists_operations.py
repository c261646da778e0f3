def a(): ...
def b(): ...
def c(): ...


functions = [a]
functions.append(b)
functions += [c]
functions[0]()
functions[-1]()
for f in functions[1:]:
    f()
stack = [a, b]
stack.pop()()
first, *others = (a, b, c)
first()
[g() for g in others]
nested = [[a, b], [c]]
[h() for row in nested for h in row]
list(zip([a], [b]))[0][1]()
