from lib import backend
from lib.backend import jax
def both():
    tensor = backend.make()
    backend.size(tensor)
    jax.size(tensor)
both()
