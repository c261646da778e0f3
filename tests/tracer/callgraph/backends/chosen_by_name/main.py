from lib import ops
def compute():
    ops.add()
compute()
