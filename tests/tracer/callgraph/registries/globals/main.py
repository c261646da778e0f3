def handler(): pass
def other(): pass
globals()["handler"]()
