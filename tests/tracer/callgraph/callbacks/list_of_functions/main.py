def a(): pass
def b(): pass
hooks = []
hooks.append(a)
hooks.append(b)
for hook in hooks:
    hook()
