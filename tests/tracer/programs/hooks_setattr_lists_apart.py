class Tracked(list):
    def __init__(self, wrapped):
        self.storage = list(wrapped)

    def __getitem__(self, index):
        return self.storage[index]

    def __iter__(self):
        return iter(self.storage)

    def append(self, value):
        self.storage.append(value)


class Tracking:
    def __setattr__(self, name, value):
        if type(value) is list:
            value = Tracked(value)
        super().__setattr__(name, value)


class Oven:
    def start(self):
        pass


class Lamp:
    def start(self):
        pass


class Kitchen(Tracking):
    def __init__(self, names):
        self.ovens = []
        for _ in names:
            self.ovens.append(Oven())

    def cook(self):
        self.ovens[0].start()


class Hall(Tracking):
    def __init__(self):
        self.lamps = []

    def add(self, lamp):
        self.lamps.append(lamp)

    def light(self):
        for lamp in self.lamps:
            lamp.start()


Kitchen(["gas"]).cook()
hall = Hall()
hall.add(Lamp())
hall.light()
