import two
def start(): two.go()
def end(): pass
