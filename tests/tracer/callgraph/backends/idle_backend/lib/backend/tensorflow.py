from tensorflow import Tensor
def make(): return Tensor()
def size(x): return x.size
