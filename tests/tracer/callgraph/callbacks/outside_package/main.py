import outside
def visit(item): pass
outside.each(visit, [1])
