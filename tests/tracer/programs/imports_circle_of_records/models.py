from dataclasses import dataclass

import bases


def one(): ...


def two(): ...


def run():
    made = Sub(one, two)
    made.first()


def run_other():
    made = Sub(one, two)
    made.second()


@dataclass
class Sub(bases.Base):
    second: object
