try:
    from fast import go
except ImportError:
    from slow import go
def run():
    go()
run()
