class A:
    def run(self):
        return 1


class B:
    def run(self):
        return 2

    def other(self):
        return 3


B().run()


def by_type(value):
    if type(value) is A:
        value.run()


def by_types(value):
    if type(value) not in (A,):
        value.other()
    elif type(value) in (A,):
        value.run()


def by_subclass(value):
    if issubclass(type(value), A):
        value.run()
    else:
        value.other()


for use in (by_type, by_types, by_subclass):
    use(A())
    use(B())
