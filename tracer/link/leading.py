"""Whether a module has a name, or leads to one that does by what it imports everything from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping


def leads(
    module: str, name: str, known: Mapping[tuple[str, str], bool], look: Callable[[str], Iterable[str] | None]
) -> tuple[bool, Iterable[str]]:
    """Whether `module` leads to one that has `name`, and the modules met of which the same holds.

    `look` gives the modules that one imports everything from, None where it has the name itself; it is not asked of
    what is `known` already.
    """
    above: dict[str, str | None] = {module: None}
    pending = [module]
    while pending:
        one = pending.pop()
        told = known.get((one, name))
        others = look(one) if told is None else ()
        if told or others is None:
            return True, _path(above, one)
        new = [other for other in dict.fromkeys(others) if other not in above]
        pending += reversed(new)
        above |= dict.fromkeys(new, one)
    return False, above


def _path(above: Mapping[str, str | None], last: str) -> Iterator[str]:
    """The modules that lead to `last`, by what led to each."""
    module: str | None = last
    while module is not None:
        yield module
        module = above[module]
