class Other:
    def work(self): pass
class Endless:
    def __init__(self, held):
        self.held = held
Endless.__call__ = Endless(Other)
Endless(1)(2)
