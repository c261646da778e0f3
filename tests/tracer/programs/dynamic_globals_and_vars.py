def handle_a(): ...
def handle_b(): ...


class Thing:
    def run(self): ...
    def stop(self): ...


globals()["handle_a"]()
for name in ("handle_b",):
    globals()[name]()
vars(Thing)["run"](Thing())
Thing.__dict__["stop"](Thing())
