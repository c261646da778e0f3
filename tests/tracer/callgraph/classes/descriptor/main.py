class Field:
    def __init__(self): pass
    def __get__(self, instance, owner): return 1
    def __set__(self, instance, value): pass
class Record:
    size = Field()
record = Record()
record.size = 2
record.size
