def apply(function):
    function()
def a(): pass
def b(): pass
def c(): pass
def d(): pass
def e(): pass
def f(): pass
def g(): pass
def h(): pass
def i(): pass
def first(): apply(a)
def rest():
    apply(b); apply(c); apply(d); apply(e); apply(f); apply(g); apply(h); apply(i)
