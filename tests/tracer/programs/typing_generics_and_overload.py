from typing import Generic, TypeVar, overload, Optional

T = TypeVar("T")


class Repo(Generic[T]):
    def __init__(self, kind: type[T]):
        self.kind = kind

    def get(self) -> T:
        return self.kind()


class User:
    def name(self): ...


@overload
def find(x: int) -> User: ...
@overload
def find(x: str) -> None: ...
def find(x):
    return User()


def show(user: Optional[User] = None):
    if user:
        user.name()


Repo(User).get().name()
find(1).name()
show(User())
