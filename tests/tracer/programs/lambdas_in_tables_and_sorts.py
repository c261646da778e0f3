def weight(x):
    return x


def double(x):
    return weight(x) * 2


TABLE = {
    "w": lambda x: weight(x),
    "d": lambda x: double(x),
}
for name in ("w", "d"):
    TABLE[name](1)
sorted([3, 1], key=lambda x: -weight(x))
(lambda f, x: f(x))(double, 2)
