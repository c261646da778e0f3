import io
import os
import shutil


class Path:
    def __fspath__(self):
        return "/tmp"


class Text:
    def __fspath__(self):
        return "x"

    def __str__(self):
        return "x"


def joined():
    return os.path.join(Path(), "x")


def plain():
    os.environ.get("x", Text())
    io.StringIO()
    os.getenv("HOME", Text())


joined()
os.fspath(Path())
os.path.exists(Path())
plain()
