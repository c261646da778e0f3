class AppError(Exception):
    def __init__(self, message, *, handler=None):
        super().__init__(message)
        self.handler = handler

    def handle(self):
        if self.handler is not None:
            self.handler(self)


class NotFound(AppError):
    @classmethod
    def of(cls, name):
        return cls(name, handler=report)

    def suggestion(self):
        return "x"


def report(error):
    error.suggestion()


def find(name):
    raise NotFound.of(name)


def guarded():
    try:
        find("a")
    except NotFound as error:
        error.handle()
        raise AppError("b", handler=None) from error
    except (ValueError, AppError) as other:
        other.handle()
    finally:
        cleanup()


def cleanup(): ...


try:
    guarded()
except AppError as error:
    error.handle()
