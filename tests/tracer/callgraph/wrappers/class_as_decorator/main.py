class Once:
    def __init__(self, function):
        self.function = function
    def __call__(self):
        return self.function()
@Once
def work(): pass
work()
