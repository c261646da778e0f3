"""Classes in classes, reached through instances and by qualified names."""


class Outer:
    class Inner:
        def run(self):
            return self.helper()

        def helper(self):
            return 1

        class Deepest:
            @staticmethod
            def call():
                return 2

    def make(self):
        return self.Inner()

    @classmethod
    def deepest(cls):
        return cls.Inner.Deepest


Outer.Inner().run()
Outer().make().run()
Outer.deepest().call()


class Child(Outer):
    class Inner(Outer.Inner):
        def helper(self):
            return super().helper() + 1


Child().make().run()
