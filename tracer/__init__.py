"""Find where TensorFlow and Keras names come from, and what calls what."""

__version__ = "0.1.0"
