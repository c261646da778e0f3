def wrap(function):
    def inner(*args):
        return function(*args)
    return inner
class Tool:
    pass
tool = Tool()
Tool.__call__ = wrap(tool)
def use(): tool()
