import functools


def filtered(function):
    @functools.wraps(function)
    def handler(*args, **kwargs):
        return function(*args, **kwargs)

    return handler


class Operation:
    @filtered
    def __call__(self, x):
        return self.call(x)

    def call(self, x):
        return x


class Layer(Operation):
    @filtered
    def __call__(self, x):
        return super().__call__(x)

    @classmethod
    def copy(cls, layer):
        return cls(layer)


class Dense(Layer):
    def call(self, x):
        return x


class Trainer:
    def fit(self, x):
        def once(value):
            return self(value)

        return once(x)

    def step(self, x):
        return self(x)


class Model(Trainer, Layer):
    def __init__(self, layer):
        self.layer = layer

    def call(self, x):
        return self.layer(x)


model = Model.copy(Dense())
model.fit(1)
model.step(1)
Operation()(1)
