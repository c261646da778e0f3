def a(): ...
def b(): ...


table = {f.__name__: f for f in (a, b)}
for one in table.values():
    one()
inverse = {v: k for k, v in table.items()}
for one in inverse:
    one()
