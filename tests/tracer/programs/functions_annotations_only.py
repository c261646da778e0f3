from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


class Engine:
    def start(self) -> None: ...


@dataclass
class Car:
    engine: Engine
    spare: Optional[Engine] = None

    def go(self) -> Car:
        self.engine.start()
        if self.spare:
            self.spare.start()
        return self


def build(kind: type[Engine]) -> Car:
    return Car(kind(), spare=Engine())


def drive(car: Car | None) -> None:
    if car is None:
        return
    car.go().go()


drive(build(Engine))
