import atexit
import signal
import weakref


def at_end(x):
    x.close()


@atexit.register
def at_last():
    pass


def interrupted(number, frame):
    pass


def gone(reference):
    pass


class File:
    def close(self):
        pass


file = File()
atexit.register(at_end, file)
signal.signal(signal.SIGTERM, interrupted)
weakref.ref(file, gone)().close()
at_last()
