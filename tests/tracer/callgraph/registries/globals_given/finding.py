def find(name, objects):
    found = objects.get(name)
    if found is None:
        raise ValueError(name)
    return found
