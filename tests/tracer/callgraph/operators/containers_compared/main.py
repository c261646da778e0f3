class Key:
    def __init__(self, name): self.name = name
    def __eq__(self, other): return self.name is other.name
    def __lt__(self, other): return self.name is other.name
def tuples(): return (Key(1),) == (Key(2),)
def lists(): return [Key(1)] < [Key(2)]
def dicts(): return {"a": Key(1)} != {"a": Key(2)}
def of_other_kinds(): return (Key(1),) == [Key(2)]
tuples(); lists(); dicts(); of_other_kinds()
