from functools import partial


class Modes:
    TRAIN = "train"
    TEST = "test"


def train():
    pass


def test():
    pass


def predict():
    pass


def make(mode):
    if mode == Modes.TRAIN:
        step = train
    elif mode == Modes.TEST:
        step = test
    else:

        def step():
            predict()

    return step


def made_early(mode):
    if mode == "train":
        return train
    return test


def wrapped(mode):
    step = partial(make(mode))
    return partial(step)


def passed_on(mode):
    return make(mode)


def runs_train():
    make(Modes.TRAIN)()


def runs_test():
    passed_on("test")()


def runs_other():
    passed_on("predict")()


def runs_early():
    made_early("train")()


def runs_wrapped():
    wrapped("test")()


def call(function):
    function()


def hands_on(mode):
    if mode == "train":
        step = train
    else:
        step = predict
    call(step)


def closes(mode):
    if mode == "train":
        step = train
    else:
        step = test

    def inner():
        step()

    return inner


runs_train()
runs_test()
runs_other()
runs_early()
runs_wrapped()
hands_on("train")
hands_on("other")
closes("train")()
closes("test")()
