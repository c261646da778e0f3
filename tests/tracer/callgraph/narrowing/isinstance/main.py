class Model:
    def fit(self): pass
def use(thing):
    if isinstance(thing, Model):
        thing.fit()
