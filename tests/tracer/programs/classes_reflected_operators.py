class Left:
    def __add__(self, other):
        return NotImplemented

    def __eq__(self, other):
        return NotImplemented


class Right:
    def __radd__(self, other):
        return Result()

    def __rmul__(self, other):
        return Result()

    def __eq__(self, other):
        return True


class Result:
    def use(self):
        pass


(Left() + Right()).use()
(2 * Right()).use()
Left() == Right()
