class Subject:
    def __init__(self):
        self._observers = set()

    def attach(self, observer):
        self._observers.add(observer)

    def notify(self):
        for observer in list(self._observers):
            observer.update(self)

    def state(self): ...


class Observer:
    def update(self, subject):
        subject.state()


class Other:
    def update(self, subject): ...


subject = Subject()
subject.attach(Observer())
subject.attach(Other())
subject.notify()
