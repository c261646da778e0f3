class Bad(Exception):
    def __init__(self, why): pass
def fail():
    raise Bad("x")
