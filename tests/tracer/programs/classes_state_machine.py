class State:
    def __init__(self, machine):
        self.machine = machine

    def enter(self): ...

    def handle(self, event):
        raise NotImplementedError


class Idle(State):
    def handle(self, event):
        self.machine.change(Running)


class Running(State):
    def enter(self):
        self.machine.log("run")

    def handle(self, event):
        self.machine.change(Idle)


class Machine:
    transitions = {}

    def __init__(self):
        self.state = Idle(self)

    def change(self, kind):
        self.state = kind(self)
        self.state.enter()

    def log(self, text): ...

    def feed(self, *events):
        for event in events:
            self.state.handle(event)


Machine().feed(1, 2)
