class Word:
    def __str__(self):
        return "word"


class Row:
    def __init__(self):
        self.words = [Word()]

    def __getitem__(self, name):
        return Word()


"{0[key]} {row.words[0]}".format(Row(), row=Row())
