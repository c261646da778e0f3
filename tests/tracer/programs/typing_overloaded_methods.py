"""Stubs under `@overload` are never called."""

from typing import overload
import typing as t


class Parser:
    @overload
    def parse(self, text: str) -> str: ...

    @overload
    def parse(self, text: bytes) -> bytes: ...

    def parse(self, text):
        return self.strip(text)

    def strip(self, text):
        return text.strip()

    @t.overload
    @classmethod
    def make(cls) -> "Parser": ...

    @t.overload
    @classmethod
    def make(cls, x: int) -> "Parser": ...

    @classmethod
    def make(cls, x=0):
        return cls()

    @overload
    @staticmethod
    def twice(x: int) -> int: ...

    @overload
    @staticmethod
    def twice(x: str) -> str: ...

    @staticmethod
    def twice(x):
        return x + x


class Strict(Parser):
    @overload
    def parse(self, text: str) -> str: ...

    @overload
    def parse(self, text: bytes) -> bytes: ...

    def parse(self, text):
        return super().parse(text)


@overload
def run(parser: Parser) -> str: ...


@overload
def run(parser: None) -> None: ...


def run(parser):
    return parser.parse("a") if parser is not None else None


run(Parser.make())
run(Strict())
Parser.twice(1)
