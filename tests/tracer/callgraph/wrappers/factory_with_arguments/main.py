def export(name):
    def decorate(function):
        return function
    return decorate
@export("public")
def api(): pass
api()
