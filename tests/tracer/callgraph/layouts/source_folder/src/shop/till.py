from . import stock


def pay():
    stock.take()
