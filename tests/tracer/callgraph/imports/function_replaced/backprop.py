import execute


def record_gradient():
    pass


execute.record = record_gradient
