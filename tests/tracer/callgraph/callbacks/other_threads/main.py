import threading
from concurrent.futures import ThreadPoolExecutor


def work(x):
    return Result()


class Result:
    def use(self):
        pass


def each(x):
    return Result()


def finished(future):
    future.result().use()


class Worker(threading.Thread):
    def run(self):
        work(1)


def later(x):
    x.use()


with ThreadPoolExecutor() as pool:
    future = pool.submit(work, 1)
    future.add_done_callback(finished)
    future.result().use()
    for result in pool.map(each, [1, 2]):
        result.use()
thread = threading.Thread(target=later, args=(Result(),))
thread.start()
Worker().start()
