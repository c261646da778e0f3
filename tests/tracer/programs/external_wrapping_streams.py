import io
import json


class Encoder(json.JSONEncoder):
    def default(self, o):
        return self.convert(o)

    def convert(self, o):
        return str(o)


class Point:
    def __str__(self):
        return "p"


class Stream(io.StringIO):
    def write(self, text):
        self.count()
        return super().write(text)

    def count(self): ...


Encoder().encode(Point())
print("x", file=Stream())
