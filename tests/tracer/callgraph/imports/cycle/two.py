import one
def go(): one.end()
