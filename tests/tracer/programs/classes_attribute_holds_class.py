class Engine:
    def start(self): ...


class Electric(Engine):
    def start(self): ...


class Car:
    engine_class = Engine

    def __init__(self):
        self.engine = self.engine_class()

    def go(self):
        self.engine.start()


class Tesla(Car):
    engine_class = Electric


Car().go()
Tesla().go()
