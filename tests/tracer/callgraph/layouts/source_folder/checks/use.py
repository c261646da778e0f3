from shop import pay


def check():
    pay()
