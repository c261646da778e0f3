class Retry(Exception):
    def delay(self):
        return 1


class Client:
    def __init__(self):
        self.left = 1

    def send(self):
        if self.left:
            self.left -= 1
            raise Retry
        return Response()


class Response:
    def read(self): ...

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.close()
        return False

    def close(self): ...


def retrying(function, *, on=Retry, sleep=lambda seconds: None):
    while True:
        try:
            return function()
        except on as error:
            sleep(error.delay())


client = Client()
with retrying(client.send) as response:
    response.read()


def checked(function):
    try:
        function()
    except (KeyError, Retry) as error:
        handled(error)
    except Exception:
        raise
    else:
        passed()
    finally:
        ended()


def handled(error): ...


def passed(): ...


def ended(): ...


def fails():
    raise KeyError


def works(): ...


checked(fails)
checked(works)
