"""Aliases of methods in class bodies, and methods borrowed from other classes."""


class Base:
    def run(self):
        return self.step()

    execute = run

    def step(self):
        return 0


class Child(Base):
    def step(self):
        return 1

    start = Base.run


Child().execute()
Child().start()


class Borrower:
    shout = Base.step
    describe = lambda self: self.shout()


Borrower().describe()


class Late(Base):
    pass


Base().run()
Late.step = Child.step
Late().run()
