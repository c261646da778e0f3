from . import one


def run():
    from . import one as again

    return again.run()
