from dataclasses import dataclass, replace
from typing import Callable


@dataclass
class Step:
    run: Callable
    after: Callable = None


def first():
    pass


def second():
    pass


def unused():
    pass


step = Step(first, after=second)
step.run()
step.after()
replace(step).run()
