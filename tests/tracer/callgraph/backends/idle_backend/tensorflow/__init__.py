class Tensor:
    @property
    def size(self): return 1
