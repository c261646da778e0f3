class Bag:
    def __len__(self): return 0
    def __str__(self): return "bag"
bag = Bag()
len(bag)
str(bag)
