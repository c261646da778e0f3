class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

    def touch(self): ...


class Linked:
    def __init__(self):
        self.head = None

    def push(self, value):
        self.head = Node(value, self.head)
        return self

    def __iter__(self):
        node = self.head
        while node is not None:
            yield node
            node = node.next

    def map(self, function):
        return [function(node.value) for node in self]

    def find(self, test):
        return next((node for node in self if test(node)), None)


def is_one(node):
    node.touch()
    return node.value == 1


def double(value):
    return value


linked = Linked().push(1).push(2)
linked.map(double)
linked.find(is_one).touch()
for node in linked:
    node.next and node.next.touch()
