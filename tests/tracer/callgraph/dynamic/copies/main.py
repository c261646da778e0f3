import copy
import pickle


class Copied:
    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class Reduced:
    def __reduce__(self):
        return Reduced, ()

    def used(self):
        pass


def shallow():
    return copy.copy(Copied())


def deep():
    return copy.deepcopy(Copied())


def reduced():
    copy.copy(Reduced()).used()


def pickled():
    return pickle.dumps(Reduced())


shallow()
deep()
reduced()
pickled()
