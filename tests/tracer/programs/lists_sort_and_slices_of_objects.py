class Card:
    def __init__(self, rank):
        self.rank = rank

    def __lt__(self, other):
        return self.rank < other.rank

    def show(self): ...


def order(cards):
    cards.sort()
    return cards


hand = [Card(2), Card(1), Card(3)]
for card in order(hand)[:2]:
    card.show()
for card in reversed(hand):
    card.show()
hand[-1].show()
copy = hand[:]
copy.pop(0).show()
hand.insert(0, Card(9))
hand[0].show()
