def f(): pass
table = {}
table.setdefault("x", f)
table["x"]()
