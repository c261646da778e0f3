"""Events: bound methods as listeners, removal, several signals."""


class Signal:
    def __init__(self):
        self.listeners = []

    def connect(self, listener):
        self.listeners.append(listener)
        return listener

    def send(self, *args):
        for listener in list(self.listeners):
            listener(*args)


class Button:
    def __init__(self):
        self.clicked = Signal()

    def click(self):
        self.clicked.send(self)


class Window:
    def __init__(self):
        self.button = Button()
        self.button.clicked.connect(self.on_click)

    def on_click(self, button):
        return self.close()

    def close(self):
        return None


Window().button.click()


def log(button):
    return button


button = Button()
button.clicked.connect(log)
button.click()
