import abc


class Base(abc.ABC):
    @abc.abstractmethod
    def work(self): ...

    @abc.abstractmethod
    def name(self): ...

    def run(self):
        return self.work(), self.name()


class Real(Base):
    def work(self):
        return super().work()

    def name(self):
        Base.name(self)
        return helper()


def helper():
    return "x"


Real().run()
