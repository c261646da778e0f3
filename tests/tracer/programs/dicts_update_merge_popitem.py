"""Dicts that are merged, updated, popped, iterated and nested."""


def a():
    return 1


def b():
    return 2


def c():
    return 3


def d():
    return 4


table = {"a": a}
table.update({"b": b})
table.update(c=c)
table["b"]()
table["c"]()
merged = table | {"d": d}
merged["d"]()
table.pop("a")()
for key, function in {"x": a, "y": b}.items():
    function()
nested = {"outer": {"inner": c}}
nested["outer"]["inner"]()
nested.setdefault("more", {})["deep"] = d
nested["more"]["deep"]()
inverse = {function: name for name, function in {"a": a}.items()}
for function in inverse:
    function()
[function() for function in dict(p=b, q=c).values()]
