def relu(): pass
def tanh(): pass
ALL = {relu, tanh}
TABLE = {f.__name__: f for f in ALL}
def get():
    return TABLE["relu"]
get()()
