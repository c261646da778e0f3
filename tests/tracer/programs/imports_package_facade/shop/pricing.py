def total(cart):
    return sum(item.price for item in cart.items)


def discount(cart):
    try:
        return total(cart) - _rate()
    except ZeroDivisionError:
        return _fallback()


def _rate():
    raise ZeroDivisionError


def _fallback():
    return 0
