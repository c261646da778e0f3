from ..items import base


def charge(amount):
    return amount + base()
