import threading


class Task:
    def __init__(self, done):
        self.done = done

    def run(self):
        self.done()


def done(): ...


Task(done).run()
