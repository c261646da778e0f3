def shout(text): ...


def whisper(text): ...


class Settings:
    def __init__(self, **options):
        vars(self).update(options)

    def run(self):
        self.hook("text")


class Quiet:
    def __init__(self, **options):
        self.__dict__.update(options, late=whisper)

    def run(self):
        self.early("text")
        self.late("text")


Settings(hook=shout).run()
Quiet(early=shout).run()
