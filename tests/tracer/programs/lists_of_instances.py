from collections import deque


class Task:
    def run(self): ...


class Queue:
    def __init__(self):
        self.tasks = deque()

    def put(self, task):
        self.tasks.append(task)

    def work(self):
        while self.tasks:
            self.tasks.popleft().run()


queue = Queue()
queue.put(Task())
queue.work()
