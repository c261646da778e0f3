def a(): ...
def b(): ...
def c(): ...


def choose(x):
    try:
        f = a
        int(x)
        f = b
    except ValueError:
        f = c
    else:
        f()
    finally:
        cleanup()
    f()


def cleanup(): ...


choose("1")
choose("x")
