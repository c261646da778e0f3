def kept(function):
    def inner():
        return function()
    return inner
class Made:
    def go(self): pass
@kept
def make():
    return Made()
make().go()
