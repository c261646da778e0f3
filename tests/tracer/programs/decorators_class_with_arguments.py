class Retry:
    def __init__(self, times):
        self.times = times

    def __call__(self, function):
        def run(*args):
            self.count()
            return function(*args)

        return run

    def count(self):
        pass


@Retry(3)
def work(x):
    return Result()


class Result:
    def use(self):
        pass


work(1).use()
