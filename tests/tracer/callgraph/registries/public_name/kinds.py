from api import keras_export


def relu(): pass


def tanh(): pass


ALL = {relu, tanh}
TABLE = {function.__name__: function for function in ALL}


@keras_export("keras.kinds.get")
def get(name):
    return TABLE.get(name)


def lookup(name):
    return TABLE.get(name)
