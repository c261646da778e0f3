from dataclasses import dataclass


@dataclass
class Move:
    x: int
    then: object = None


@dataclass
class Quit:
    reason: str


@dataclass
class Group:
    items: list


def run(command):
    match command:
        case Move(x=0):
            still()
        case Move(x, then) if then is not None:
            moved(x)
            run(then)
        case Move():
            moved(1)
        case Quit(reason=str() as reason):
            stop(reason)
        case Group(items=[first, *rest]):
            run(first)
            for item in rest:
                run(item)
        case {"kind": "quit", "action": action}:
            action()
        case [Move() as move, _]:
            run(move)
        case str() | int():
            literal()
        case None:
            nothing()
        case _:
            unknown(command)


def still(): ...


def moved(x): ...


def stop(reason): ...


def act(): ...


def literal(): ...


def nothing(): ...


def unknown(command): ...


run(Move(0))
run(Move(1, Move(2)))
run(Group([Quit("a"), Move(1)]))
run({"kind": "quit", "action": act})
run([Move(0), 1])
run("a")
run(None)
run(1.5)
