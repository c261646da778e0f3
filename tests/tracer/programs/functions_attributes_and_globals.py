def run():
    return run.helper()


def helper(): ...


run.helper = helper
run()
hook = None


def install(function):
    global hook
    hook = function


def fire():
    hook()


install(helper)
fire()
