class Tracked:
    def __setattr__(self, name, value): pass
class Layer(Tracked):
    def __init__(self):
        self.units = 1
Layer()
