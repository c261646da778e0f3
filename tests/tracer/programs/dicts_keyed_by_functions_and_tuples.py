def a(): ...
def b(): ...


def names():
    return {a: "a", b: "b"}


for function in names():
    function()
pairs = {("x", 1): a, ("y", 2): b}
pairs["x", 1]()
pairs["y", 2]()
