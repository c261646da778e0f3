class Failure(Exception):
    def report(self): pass
def guard():
    try:
        pass
    except Failure as failure:
        failure.report()
