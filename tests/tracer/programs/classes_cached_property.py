from functools import cached_property


class Part:
    def use(self):
        pass


class Whole:
    @cached_property
    def part(self):
        return self.build()

    def build(self):
        return Part()


whole = Whole()
whole.part.use()
