def first(): pass
def second(): pass
def spread(one, *rest, last=None):
    one()
    rest[0]()
pair = (first, second)
spread(*pair)
