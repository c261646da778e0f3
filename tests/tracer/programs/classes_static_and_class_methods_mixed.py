class Tools:
    @staticmethod
    def make():
        return Tools()

    @classmethod
    def build(cls):
        return cls.make()

    def use(self):
        return self.make()

    run = staticmethod(lambda: helper())


def helper(): ...


Tools.build().use().use()
Tools.run()
