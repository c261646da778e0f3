def keras_export(path):
    return lambda symbol: symbol
