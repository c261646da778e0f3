class Layer:
    def __new__(cls):
        layer = super().__new__(cls)
        layer.build = built
        return layer

    def __call__(self):
        self.build()
        return self.call()

    def build(self): pass

    def call(self): pass


class Dense(Layer):
    def call(self): pass


def built(): pass


def hook(): pass


def watch(layer: Layer):
    layer.call = hook


def run(layer: Layer):
    layer()


run(Dense())
