"""ExitStack, closing, suppress, redirect and own managers."""
import contextlib
import io


class Resource:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.release()
        return False

    def release(self):
        return None

    def use(self):
        return 1


class Stream:
    def close(self):
        return None

    def read(self):
        return ""


def cleanup(name):
    return name


@contextlib.contextmanager
def section(name):
    begin(name)
    try:
        yield Resource()
    finally:
        end(name)


def begin(name):
    return name


def end(name):
    return name


with contextlib.ExitStack() as stack:
    resource = stack.enter_context(Resource())
    resource.use()
    stack.callback(cleanup, "a")
    stack.enter_context(section("b")).use()

with contextlib.closing(Stream()) as stream:
    stream.read()


def fails():
    raise ValueError


with contextlib.suppress(ValueError):
    fails()

with section("c") as inner, inner as again:
    again.use()

with contextlib.redirect_stdout(io.StringIO()):
    cleanup("d")
