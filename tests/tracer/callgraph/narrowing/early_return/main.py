class Model:
    def fit(self): pass
def use(thing):
    if not isinstance(thing, Model):
        return
    thing.fit()
