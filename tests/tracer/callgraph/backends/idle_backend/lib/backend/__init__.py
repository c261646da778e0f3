from lib.config import backend
if backend() == "tensorflow":
    from lib.backend.tensorflow import make, size
elif backend() == "jax":
    from lib.backend.jax import make, size
