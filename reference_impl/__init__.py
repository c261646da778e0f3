"""A compact, readable Keras: Sequential, Model, compile, fit - on NumPy or TensorFlow."""
