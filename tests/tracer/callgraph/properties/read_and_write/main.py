class Box:
    def __init__(self):
        self.side = 1
    @property
    def side(self):
        return 1
    @side.setter
    def side(self, value):
        pass
Box().side
