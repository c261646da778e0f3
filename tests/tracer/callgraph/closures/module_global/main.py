hook = None
def target(): pass
def setup():
    global hook
    hook = target
def use():
    hook()
setup()
use()
