def a(): ...
def b(): ...


calls = [lambda f=f: f() for f in (a, b)]
for call in calls:
    call()
later = lambda: a()
(lambda g: g())(later)
choose = lambda flag: a if flag else b
choose(True)()
choose(False)()
