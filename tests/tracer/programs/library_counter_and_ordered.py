from collections import ChainMap, Counter, OrderedDict, defaultdict


class Item:
    def ping(self): ...

    def __hash__(self):
        return 1


ordered = OrderedDict([("a", Item())])
ordered["a"].ping()
ordered.move_to_end("a")
for item in OrderedDict(b=Item()).values():
    item.ping()
for item, number in Counter([Item()]).items():
    item.ping()
[(common, count)] = Counter([Item()]).most_common(1)
common.ping()
groups = defaultdict(list)
groups["x"].append(Item())
for members in groups.values():
    for member in members:
        member.ping()
chained = ChainMap({"k": Item()}, {})
chained["k"].ping()
