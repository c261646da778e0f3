class Held:
    def __delattr__(self, name): pass
held = Held()
del held.x
