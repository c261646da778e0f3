class Key:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return self.value == other.value

    def __hash__(self):
        return 1

    def __ne__(self, other):
        return not self == other

    def __le__(self, other):
        return True


table = {Key(1): "a"}
table[Key(1)]
Key(1) != Key(2)
Key(1) <= Key(2)
{Key(1), Key(1)}
Key(1) in [Key(2)]
