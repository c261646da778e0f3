class Node:
    def visit(self): ...


tree = {}
tree.setdefault("a", {})["b"] = Node()
tree["a"]["b"].visit()
groups = {}
for key in ("x", "y"):
    groups.setdefault(key, []).append(Node())
for nodes in groups.values():
    for node in nodes:
        node.visit()
