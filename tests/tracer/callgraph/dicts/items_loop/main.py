def f(): pass
def g(): pass
for key, action in {"f": f, "g": g}.items():
    action()
