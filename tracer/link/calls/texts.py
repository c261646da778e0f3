"""Strings made of values: the methods that show these, and what is known of the string."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from string import Formatter
from typing import TYPE_CHECKING

from tracer.link.calls import attributes, closures, containers, implicit
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.symbols import Narrowed, Parameter, Spelled
from tracer.link.calls.values import Affixed, Builtin, Class, Constant, Container

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.passing import Arguments

MOST_TEXTS, LONGEST_TEXT = 16, 200
"""Strings put together that are told apart, and characters of one: of more, and of longer ones, none is a name."""
SHORTEST_AFFIX = 3
"""Characters that a string must at least be known to have for its attributes to be looked for."""
DEEPEST = 2
"""Containers in containers whose elements are shown."""

SHOWN = {
    "": ("__format__", "__str__", "__repr__"),
    "s": ("__str__", "__repr__"),
    "r": ("__repr__",),
    "a": ("__repr__",),
    "d": ("__int__", "__index__"),
    "f": ("__float__", "__index__"),
}
"""What a conversion calls: of an f-string, and of `%`."""
CASES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "casefold": str.casefold,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
}
"""Methods of strings that leave of a name a name, where they are passed nothing."""
ENDS = frozenset({"startswith", "endswith"})
"""Methods of strings that tell how these begin and end."""
_CONVERSION = re.compile(r"%(?:\(\w*\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(.)")
_FIRST = re.compile(r"[^.\[]*")
_PARTS = re.compile(r"\.([^.\[]+)|\[([^\[\]]+)\]")
"""What a field of a format names first, and each part of the rest: an attribute or a key."""
_NUMBERS = dict.fromkeys("diouxXc", "d") | dict.fromkeys("eEfFgG", "f")


def shown(frame: Frame, values: Values, sign: str, site: Site, depth: int = 0) -> None:
    """Show each of `values` as the conversion `sign` does; a container shows its elements by `repr`."""
    implicit.call_first(frame, values, SHOWN[sign], site, is_operand=depth == 0)
    if depth == DEEPEST or sign in ("d", "f"):
        return
    for value in frame.concrete(values):
        if isinstance(value, Container):
            shown(frame, containers.everything(frame, value), "r", site, depth + 1)


def percent(frame: Frame, text: str | None, values: Values, site: Site) -> None:
    """`text % values`; None is a text that is not known."""
    signs = [] if text is None else [sign for sign in _CONVERSION.findall(text) if sign != "%"]
    kinds = [_NUMBERS.get(sign, sign) for sign in signs]
    kinds = [kind if kind in SHOWN else "s" for kind in kinds] or ["s"]
    for value in frame.concrete(values):
        row = containers.in_order(frame, value) if isinstance(value, Container) and value.kind == "tuple" else []
        if 0 < len(row) <= len(kinds):
            for kind, part in zip(kinds, row, strict=False):
                shown(frame, part, kind, site)
            continue
        many = isinstance(value, Container) and value.kind in ("tuple", "dict")
        parts = containers.everything(frame, value) if isinstance(value, Container) and many else as_set(value)
        for kind in dict.fromkeys(kinds):
            shown(frame, parts, kind, site)


def formatted(frame: Frame, text: str | None, arguments: Arguments, site: Site) -> Values:
    """`text.format(...)`; None is a text that is not known."""
    fields = [] if text is None else _fields(text)
    if not fields:
        for values in arguments.all() if text is None else ():
            shown(frame, values, "", site)
        return as_set(frame.world.builtin("str", instance=True))
    found = EMPTY
    for number, (_, name, conversion) in enumerate(fields):
        found = _argument(frame, name, number, arguments, site)
        shown(frame, found, conversion, site)
    if len(fields) == 1:
        return assembled(frame, fields[0][0], found, _after(text or ""))
    return affixed(frame, fields[0][0], _after(text or ""), max((before for before, *_ in fields[1:]), key=len))


def _fields(text: str) -> list[tuple[str, str, str]]:
    """The text before each field, its name and its conversion."""
    try:
        return [(before, name, sign or "") for before, name, _, sign in Formatter().parse(text) if name is not None]
    except ValueError:
        return []


def _after(text: str) -> str:
    return text.rpartition("}")[2]


def _argument(frame: Frame, name: str, number: int, arguments: Arguments, site: Site) -> Values:
    """What a field names: an argument, or an attribute or element of one."""
    first = _FIRST.match(name)[0]  # type: ignore[index]
    place = int(first) if first.isdecimal() else number
    values = arguments.keywords.get(first, EMPTY)
    if not first or first.isdecimal():
        values = arguments.positional[place] if place < len(arguments.positional) else EMPTY
    for attribute, key in _PARTS.findall(name[len(first) :]):
        if attribute:
            values = attributes.load(frame, values, attribute, site)
        else:
            keys = as_set(frame.world.constant("int" if key.isdecimal() else "str", key))
            values = union(containers.at(frame, value, keys, site) for value in frame.each(values))
    return values


# ------------------------------------------------------------------------------------------- what is known of them


def filled(frame: Frame, between: list[str], values: list[Values]) -> Values:
    """A text with `values` between its parts: whole where all but the last are known."""
    before = between[0]
    if not values:
        return assembled(frame, before, EMPTY, "")
    for number, known in enumerate(values[:-1]):
        text = next(iter(known), None)
        if len(known) > 1 or not isinstance(text, Constant) or text.kind != "str":
            return assembled(frame, before, EMPTY, between[-1])
        before += text.text + between[number + 1]
    return assembled(frame, before, values[-1], between[-1])


def assembled(frame: Frame, before: str, values: Values, after: str) -> Values:
    """`before + value + after`: whole where the value is known, else by its beginning and end."""
    if len(before) + len(after) > LONGEST_TEXT:
        return as_set(frame.world.builtin("str", instance=True))
    known = frozenset(value for value in values if _is_text(value))
    result = closures.spelled(frame, before, known, after) if len(known) <= MOST_TEXTS else EMPTY
    if not result or len(known) < len(values):
        result |= affixed(frame, before, after)
    return result


def _is_text(value: Value) -> bool:
    return isinstance(value, (Narrowed, Parameter, Spelled)) or (isinstance(value, Constant) and value.kind == "str")


def affixed(frame: Frame, before: str, after: str, inner: str = "") -> Values:
    """A string of which the beginning and the end are known, and what stands between; just some string where these
    tell no name, which may be that of a module."""
    known = f"{before or 'x'}{inner}{after}"
    is_long = len(before) + len(inner) + len(after) >= SHORTEST_AFFIX or before == "."
    if is_long and len(known) <= LONGEST_TEXT and known.replace(".", "_").isidentifier():
        return as_set(frame.table.intern(Affixed, before=before, after=after, inner=inner))
    return as_set(frame.world.builtin("str", instance=True))


def in_case(frame: Frame, text: Value, method: str) -> Values:
    """`text.lower()` and the like, of what is known of a string."""
    change = CASES[method]
    if isinstance(text, Constant):
        return as_set(frame.world.constant("str", change(text.text)))
    if isinstance(text, Affixed):
        return affixed(frame, change(text.before), change(text.after), change(text.inner))
    return as_set(frame.world.builtin("str", instance=True))


def ending(frame: Frame, text: Value, method: str, affix: str, truth: bool) -> Values:
    """What `text` may be where `text.startswith(affix)` is true (or false)."""
    if isinstance(text, Constant) and text.kind == "str":
        return as_set(text) if getattr(text.text, method)(affix) == truth else EMPTY
    before, after = (affix, "") if method == "startswith" else ("", affix)
    if truth and isinstance(text, Builtin) and text.instance and text.name == "str":
        return affixed(frame, before, after)
    if truth and isinstance(text, Affixed) and is_any(text):
        return as_set(frame.table.intern(Affixed, before=before, after=after, inner=""))
    return as_set(text)


def is_any(text: Affixed) -> bool:
    """Whether this is any name that something has."""
    return not (text.before or text.after or text.inner)


def names_in(frame: Frame, cls: Class) -> Values:
    """The names of a class and all that are derived from it; some string where these are many."""
    if len(cls.subclasses) >= MOST_TEXTS:
        return as_set(frame.world.builtin("str", instance=True))
    return frozenset(frame.world.constant("str", one.name) for one in (cls, *cls.subclasses))


def joined(frame: Frame, left: Values, right: Values) -> Values:
    """`left + right` of strings; EMPTY where neither is known to be one."""
    texts = [value.text for value in right if isinstance(value, Constant) and value.kind == "str"]
    result = EMPTY
    for value in frame.concrete(left):
        if isinstance(value, Constant) and value.kind == "str":
            result |= assembled(frame, value.text, right, "")
        elif isinstance(value, Affixed):
            result |= affixed(frame, value.before, texts[0] if len(texts) == len(right) == 1 else "")
    if texts:
        unknown = left - frame.concrete(left) if left else EMPTY
        result |= union(closures.spelled(frame, "", unknown, text) for text in texts)
        if not result:
            result |= union(affixed(frame, "", text) for text in texts)
    return result


def limited(frame: Frame, values: Values) -> Values:
    """`values` with just some string in place of very many: put together with others, each would make as many more."""
    if len(values) <= MOST_TEXTS:
        return values
    others = frozenset(value for value in values if not isinstance(value, (Constant, Spelled, Affixed)))
    return others | as_set(frame.world.builtin("str", instance=True))


# -------------------------------------------------------------------------------------------- attributes they name


def patterns(frame: Frame, names: list[Values]) -> list[Affixed]:
    """What is known of names that are not known whole: also of those around a parameter for which nobody passes any."""
    found: set[Affixed] = set()
    for value in union(names):
        if isinstance(value, Affixed):
            found.add(value)
        elif isinstance(value, Spelled) and not frame.concrete(as_set(value)):
            found |= {one for one in affixed(frame, value.before, value.after) if isinstance(one, Affixed)}
    return sorted(found)


def matching(names: Iterable[str], pattern: Affixed) -> list[str]:
    """Those of `names` that begin and end as `pattern` does, and have between what that has."""
    parts = map(re.escape, (pattern.before, pattern.inner, pattern.after))
    shape = re.compile(".*".join(parts), re.DOTALL)
    shortest = len(pattern.before) + len(pattern.inner) + len(pattern.after)
    found = {name for name in names if len(name) > shortest and name.isidentifier() and shape.fullmatch(name)}
    return sorted(found if pattern.before else {name for name in found if not name.startswith("__")})
