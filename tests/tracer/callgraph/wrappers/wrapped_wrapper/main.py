def make_decorator(target, wrapper):
    wrapper.__wrapped__ = target
    return wrapper
def filtered(function):
    def handler(*args):
        return function(*args)
    return make_decorator(function, handler)
def dispatched(target):
    @filtered
    def dispatcher(*args):
        return target(*args)
    dispatcher = make_decorator(target, dispatcher)
    return dispatcher
@dispatched
def multiply(): pass
@dispatched
def add(): pass
def use_multiply(): multiply()
def use_add(): add()
