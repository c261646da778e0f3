def g():
    pass


g()
