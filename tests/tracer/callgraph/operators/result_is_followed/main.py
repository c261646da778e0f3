class Sum:
    def __add__(self, other): return self
    def show(self): pass
(Sum() + Sum()).show()
