"""TypedDict, NewType, Annotated and TypeAlias in running code."""
from typing import Annotated, Literal, NewType, TypedDict, get_type_hints


class Movie(TypedDict, total=False):
    title: str
    play: object


def play():
    return 1


def watch(movie: Movie):
    return movie["play"]()


watch({"title": "x", "play": play})
watch(Movie(title="y", play=play))

UserId = NewType("UserId", int)


def lookup(user: UserId, mode: Literal["a", "b"] = "a") -> Annotated[str, "doc"]:
    return render(user)


def render(user):
    return str(user)


lookup(UserId(3))
