class Model:
    def fit(self): pass
class Loss:
    def call(self): pass
def use(model: Model, loss: "Loss | None" = None):
    model.fit()
    other: Loss = loss
    other.call()
