from lib.config import backend
if backend() == "tensorflow":
    from lib.backend.tensorflow import add
elif backend() == "jax":
    from lib.backend.jax import add
