def backend():
    return "tensorflow"
