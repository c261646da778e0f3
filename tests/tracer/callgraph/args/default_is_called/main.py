def inner(): pass
def outer(action=inner):
    action()
outer()
