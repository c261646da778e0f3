from abc import ABC, abstractmethod


class Command(ABC):
    @abstractmethod
    def execute(self): ...

    @abstractmethod
    def undo(self): ...


class Insert(Command):
    def __init__(self, document, text):
        self.document = document
        self.text = text

    def execute(self):
        self.document.write(self.text)

    def undo(self):
        self.document.erase()


class Macro(Command):
    def __init__(self, *commands):
        self.commands = commands

    def execute(self):
        for command in self.commands:
            command.execute()

    def undo(self):
        for command in reversed(self.commands):
            command.undo()


class Document:
    def write(self, text): ...

    def erase(self): ...


class History:
    def __init__(self):
        self.done = []

    def run(self, command):
        command.execute()
        self.done.append(command)

    def back(self):
        self.done.pop().undo()


document, history = Document(), History()
history.run(Insert(document, "a"))
history.run(Macro(Insert(document, "b"), Insert(document, "c")))
history.back()
history.back()
