import beta


class Alpha:
    def run(self):
        return beta.Beta().work(self)

    def done(self):
        return 1


def make():
    return Alpha()
