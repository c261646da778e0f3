class Watched:
    def __setattr__(self, name, value): pass
watched = Watched()
watched.x = 1
