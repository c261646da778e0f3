def a(): ...
def b(): ...
def c(): ...
def d(): ...


table = {"a": a}
table["b"] = b
table.update({"c": c}, d=d)
table["a"]()
table.get("b")()
table.pop("c")()
for name, function in {"d": d}.items():
    function()
merged = {**{"x": a}, **{"y": b}}
merged["y"]()
(dict(z=c) | {"w": d})["w"]()
