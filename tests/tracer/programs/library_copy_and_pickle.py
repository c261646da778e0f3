import copy


class Thing:
    def __deepcopy__(self, memo):
        return Thing()

    def __copy__(self):
        return Thing()

    def use(self): ...


copy.copy(Thing()).use()
copy.deepcopy(Thing()).use()
