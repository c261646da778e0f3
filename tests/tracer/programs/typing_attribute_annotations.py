class Engine:
    def start(self): ...


class Car:
    engine: Engine

    def __init__(self, engine):
        self.engine = engine

    def go(self):
        self.engine.start()


def drive(car: Car):
    car.go()


drive(Car(Engine()))
