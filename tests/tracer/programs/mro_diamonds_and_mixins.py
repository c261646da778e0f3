class Base:
    def run(self):
        return self.step()

    def step(self): ...


class Left(Base):
    def step(self):
        return super().step()


class Right(Base):
    def step(self):
        return super().step()


class Both(Left, Right):
    pass


for cls in (Base, Left, Right, Both):
    cls().run()
