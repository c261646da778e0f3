class Key:
    def __init__(self, name): self.name = name
    def __eq__(self, other): return self is other
    def __lt__(self, other): return self is other
    def __ne__(self, other): return True
    def __gt__(self, other): return False
def tuples(): return (Key(1),) == (Key(2),)
def lists(): return [Key(1)] < [Key(2)]
def dicts(): return {"a": Key(1)} != {"a": Key(2)}
def of_other_kinds(): return (Key(1),) == [Key(2)]
def unequal(): return [Key(1)] != [Key(2)]
def on_the_right(): return [1] == [Key(1)]
def in_order_on_the_right(): return (1,) < (Key(1),)
unequal(); on_the_right(); in_order_on_the_right(); tuples(); lists(); dicts(); of_other_kinds()
