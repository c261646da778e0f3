class Mixin:
    def go(self):
        self.move()
class Body:
    def move(self): pass
class Whole(Mixin, Body):
    pass
Whole().go()
