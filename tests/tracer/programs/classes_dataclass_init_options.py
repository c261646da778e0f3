from dataclasses import InitVar, KW_ONLY, dataclass, field


class Engine:
    def start(self): ...


class Wheel:
    def turn(self): ...


def make_wheel():
    return Wheel()


@dataclass
class Car:
    engine: object = field(init=True, default=None)
    prepare: InitVar[object] = None
    wheel: object = field(init=False, default_factory=make_wheel)
    _: KW_ONLY
    horn: object = None

    def __post_init__(self, prepare):
        prepare()

    def drive(self):
        self.engine.start()
        self.wheel.turn()
        self.horn()


def prepare(): ...


def honk(): ...


Car(Engine(), prepare, horn=honk).drive()
