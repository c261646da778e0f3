class Account:
    def __init__(self):
        self.__hooks = [self.__audit]

    def __audit(self): ...

    def deposit(self):
        self.__audit()
        for hook in self.__hooks:
            hook()


class Special(Account):
    def __audit(self): ...

    def check(self):
        self.__audit()
        self._Account__audit()


Special().deposit()
Special().check()
