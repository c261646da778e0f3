class Store:
    def __init__(self):
        self.kept = {}


def find(store, key):
    return store.kept.get(hash(key))


def keep(store, key, value):
    store.kept[hash(key)] = value


def train():
    pass


def predict():
    pass


def make_train(name):
    return train


def make_predict(name):
    return predict


def found_or_made(store, name, make):
    key = (name, make.__name__)
    made = find(store, key)
    if made:
        return made
    made = make(name)
    keep(store, key, made)
    return made


def made_if_none(store, name, make):
    key = (name, make.__name__)
    made = store.kept.get(hash(key))
    if made is None:
        made = make(name)
        store.kept[hash(key)] = made
    return made


def in_table(store, name, make):
    key = hash((name, make.__name__))
    if key not in store.kept:
        store.kept[key] = make(name)
    return store.kept[key]


def train_twice(store):
    found_or_made(store, "a", make_train)()
    found_or_made(store, "a", make_train)()


def predict_twice(store):
    found_or_made(store, "b", make_predict)()
    found_or_made(store, "b", make_predict)()


def train_or_none(store):
    made_if_none(store, "c", make_train)()


def predict_or_none(store):
    made_if_none(store, "d", make_predict)()


def train_in_table(store):
    in_table(store, "e", make_train)()


def predict_in_table(store):
    in_table(store, "f", make_predict)()


store = Store()
train_twice(store)
predict_twice(store)
train_or_none(store)
predict_or_none(store)
train_in_table(store)
predict_in_table(store)
