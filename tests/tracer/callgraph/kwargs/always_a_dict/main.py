class Stack:
    def pop(self, key=None): pass

    def count(self, value): pass


def configure(*rest, **options):
    options.pop("name", None)
    return rest.count(1)


configure()
Stack().pop()
