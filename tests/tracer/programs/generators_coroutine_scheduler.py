from collections import deque


class Scheduler:
    def __init__(self):
        self.ready = deque()

    def add(self, task):
        self.ready.append(task)

    def run(self):
        while self.ready:
            task = self.ready.popleft()
            try:
                command = task.send(None)
            except StopIteration:
                continue
            command.apply(self)
            self.add(task)


class Log:
    def apply(self, scheduler):
        scheduler.note()


class Sleep:
    def apply(self, scheduler):
        scheduler.note()


def worker():
    yield Log()
    yield Sleep()


Scheduler.note = lambda self: None
scheduler = Scheduler()
scheduler.add(worker())
scheduler.run()
