class Item:
    def ping(self): ...

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return self is other


def act(): ...


item = Item()
table = {item: 1}
for key in table:
    key.ping()
for key, value in table.items():
    key.ping()
sorted_keys = list(table)
sorted_keys[0].ping()
table[Item()] = 2
[key.ping() for key in table.keys()]
actions = {act: "a"}
for action in actions:
    action()
