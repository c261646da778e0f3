def leaf(): pass
def back(action=None, level=0):
    action()
def front(**options):
    back(**options)
front(action=leaf)
