def find(name, objects):
    found = objects.get(name)
    if isinstance(found, type):
        return found()
    return found
