def before(): pass
def after(): pass
def outer():
    action = None
    def change():
        nonlocal action
        action = after
    change()
    return action
outer()()
