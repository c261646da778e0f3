import threading


class Worker(threading.Thread):
    def run(self):
        self.work()

    def work(self): ...


worker = Worker()
worker.run()
lock = threading.Lock()
with lock:
    worker.work()
