class Action:
    def __init__(self): pass
    def __call__(self): pass
act = Action()
act()
