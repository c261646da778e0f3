def make_class(base, handler):
    class Made(base):
        table = {"go": handler}
        handlers = [handler]

        def run(self):
            self.start()
            self.table["go"]()
            for one in self.handlers:
                one()
            return handler()

    return Made


class Base:
    def start(self):
        pass


def go():
    pass


make_class(Base, go)().run()
