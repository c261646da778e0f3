def f(): pass
class C:
    def __init__(self, *, action):
        self.action = action
    def go(self):
        self.action()
C(action=f).go()
