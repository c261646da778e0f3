def counter():
    step = first

    def change():
        nonlocal step
        step = second

    def run():
        return step()

    return change, run


def first(): ...
def second(): ...


change, run = counter()
run()
change()
run()
