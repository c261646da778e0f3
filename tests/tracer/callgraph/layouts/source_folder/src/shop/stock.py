def take():
    pass
