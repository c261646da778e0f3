class Outer:
    class Inner:
        def run(self):
            return Outer.Other().run()

    class Other:
        def run(self):
            pass

    def inner(self):
        return self.Inner()


Outer().inner().run()
Outer.Inner().run()
