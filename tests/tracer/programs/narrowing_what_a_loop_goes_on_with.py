class A:
    def run(self):
        return 1


class B:
    def run(self):
        return 2

    def other(self):
        return 3


def not_an_a(values):
    for value in values:
        if not isinstance(value, A):
            continue
        value.run()


def a_b(values):
    for value in values:
        if isinstance(value, B):
            continue
        value.run()


def up_to_an_a(values):
    for value in values:
        if isinstance(value, A):
            break
        value.other()


def given_up(value):
    while True:
        if not isinstance(value, A):
            break
        value.run()
        break


def while_it_is(value):
    while isinstance(value, A):
        value.run()
        value = None


def none_given(function=None):
    for _ in range(2):
        if function is None:
            continue
        function()


def left_behind(values):
    found = None
    for value in values:
        if isinstance(value, A):
            found = value
            break
        value.other()
    found.run()


def kept_for_the_next(values):
    last = A()
    for value in values:
        last.run()
        if isinstance(value, B):
            last = value
            continue
        value.run()


def whatever_comes_after(values):
    for value in values:
        try:
            if isinstance(value, A):
                continue
        finally:
            value.run()
        value.other()


both = [B(), A()]
for use in (not_an_a, a_b, up_to_an_a, left_behind, whatever_comes_after):
    use(both)
kept_for_the_next([B(), A()])
given_up(A())
given_up(B())
while_it_is(A())
while_it_is(B())
none_given()
none_given(A().run)
