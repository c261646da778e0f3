class Base:
    def run(self):
        self.step()
    def step(self): pass
class Left(Base):
    def __init__(self): pass
    def step(self): pass
Left().run()
