def heard(): pass
class Bus:
    def __init__(self, listener):
        self.listener = listener
    def fire(self):
        self.listener()
Bus(heard).fire()
