def find(name, table):
    return table[name]
