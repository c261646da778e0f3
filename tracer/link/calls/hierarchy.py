"""Class hierarchy: method resolution order, and what an attribute of an instance or of a cone may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls.cells import EMPTY, Cell
from tracer.link.calls.values import Builtin, Class, External, Function, Instance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracer.link.calls.cells import Values
    from tracer.link.calls.values import Code

Found = tuple[tuple[Class, Cell], ...]


def linearize(cls: Class) -> tuple[Class, ...]:
    """C3 over the bases inside the snapshot; left to right depth first where C3 has no answer."""
    parents = [base for base in cls.bases if isinstance(base, Class) and base is not cls]
    if len(parents) == 1 and cls not in parents[0].mro:
        return (cls, *parents[0].mro)
    sequences = [list(base.mro) for base in parents] + [list(parents)]
    merged = _merge(sequences)
    if merged is None:
        merged = list(dict.fromkeys(ancestor for base in parents for ancestor in base.mro))
    return (cls, *(ancestor for ancestor in merged if ancestor is not cls))


def _merge(sequences: list[list[Class]]) -> list[Class] | None:
    result: list[Class] = []
    while True:
        sequences = [sequence for sequence in sequences if sequence]
        if not sequences:
            return result
        head = next((s[0] for s in sequences if not any(s[0] in other[1:] for other in sequences)), None)
        if head is None:
            return None
        result.append(head)
        sequences = [sequence[1:] if sequence[0] is head else sequence for sequence in sequences]


def settle(cls: Class) -> None:
    """Give `cls` its MRO, tell its ancestors, and drop what was cached about them."""
    cls.mro = linearize(cls)
    outside = [base for ancestor in cls.mro for base in ancestor.bases if isinstance(base, (External, Builtin))]
    cls.outside = tuple(dict.fromkeys(outside))
    for ancestor in cls.mro:
        ancestor.cache.clear()
        ancestor.cone_cache.clear()
        ancestor.relatives = None
        if ancestor is not cls and cls not in ancestor.subclasses:
            ancestor.subclasses.append(cls)


def lookup(cls: Class, name: str) -> tuple[Class, Cell] | None:
    """The first class of the MRO whose body binds `name`."""
    for ancestor in cls.mro:
        cell = ancestor.members.get(name)
        if cell is not None:
            return ancestor, cell
    return None


def members(cls: Class, name: str, exact: bool) -> Found:
    """What `name` may be on an instance of `cls`: its own first, then (in a cone) what subclasses put in its place."""
    cache = cls.cache if exact else cls.cone_cache
    found = cache.get(name)
    if found is None:
        found = cache[name] = _members(cls, name, exact)
    return found


def _members(cls: Class, name: str, exact: bool) -> Found:
    own = lookup(cls, name)
    if exact or not cls.subclasses:
        return (own,) if own else ()
    result: dict[Class, Cell] = dict([own]) if own else {}
    for definer in cls.module.definers.get(name, ()):
        if definer not in result and _overrides(definer, cls, name):
            result[definer] = definer.members[name]
    return tuple(result.items())


def _overrides(definer: Class, cls: Class, name: str) -> bool:
    """Whether some subclass of `cls` has `name` from `definer`: as its own, or from a parent beside `cls`."""
    if cls in definer.mro:
        return definer is not cls
    if definer in cls.mro or not definer.subclasses:
        return False
    few, many = sorted((definer.subclasses, cls.subclasses), key=len)
    shared = set(few).intersection(many)
    return any((found := lookup(subclass, name)) is not None and found[0] is definer for subclass in shared)


def after(cls: Class, receiver: Class, name: str) -> Found:
    """What `super().name` may be in a method of `cls` on an instance in the cone of `receiver`."""
    result: dict[Class, Cell] = {}
    own, length = _first(cls.mro[1:], name), len(cls.mro)
    for subject in (receiver, *receiver.subclasses):
        if len(subject.mro) >= length and subject.mro[-length] is cls:
            # Nothing stands between the ancestors of `cls`: they are all that follows.
            found = own
        elif cls in subject.mro:
            found = _first(subject.mro[subject.mro.index(cls) + 1 :], name)
        else:
            continue
        if found:
            result.setdefault(*found)
    return tuple(result.items())


def _first(order: tuple[Class, ...], name: str) -> tuple[Class, Cell] | None:
    return next(((cls, cls.members[name]) for cls in order if name in cls.members), None)


def is_abstract(function: Function) -> bool:
    """Whether a method is there to be overridden: marked so, or all that it does is to raise `NotImplementedError`."""
    body = function.body
    if "abstractmethod" in function.decoration:
        return True
    if not body or len(body) > 2 or not isinstance(body[-1], f.Raise):
        return False
    raised = body[-1].exception
    name = raised.func if isinstance(raised, f.Call) else raised
    return isinstance(name, f.Name) and name.id == "NotImplementedError" and all(map(_is_text, body[:-1]))


def is_empty(function: Function) -> bool:
    """Whether a function has no body but `pass` (of which nothing is kept) and a text."""
    return all(map(_is_text, function.body))


def _is_text(statement: f.Statement) -> bool:
    return isinstance(statement, f.Expression) and isinstance(statement.value, f.Constant)


def relatives(cls: Class) -> frozenset[Class]:
    """Every class in the MRO of a class in the cone of `cls`: whose methods may run on its instances."""
    if cls.relatives is None:
        cls.relatives = frozenset(ancestor for subject in (cls, *cls.subclasses) for ancestor in subject.mro)
    return cls.relatives


class Fields:
    """Attributes that code assigns to instances. A view joins the fields of every class that may share the
    instance, so that reading one is reading one cell."""

    def __init__(self) -> None:
        self.views: dict[str, list[tuple[frozenset[Class], Class, bool, Cell]]] = {}
        self._by_class: dict[tuple[str, Class, bool], Cell] = {}
        self.writers: dict[str, list[Class]] = {}
        self._made: dict[str, dict[Class, Cell]] = {}
        """What constructors were given for instances that are made as such."""
        self._of_unknown: dict[str, Cell] = {}

    def cell(self, cls: Class, name: str) -> Cell:
        cell = cls.fields.get(name)
        if cell is None:
            cell = cls.fields[name] = Cell()
            self.writers.setdefault(name, []).append(cls)
        return cell

    def view(self, cls: Class, name: str, exact: bool) -> Cell:
        key = (name, cls, exact)
        view = self._by_class.get(key)
        if view is None:
            sharing = frozenset(cls.mro) if exact else relatives(cls)
            view = self._by_class[key] = Cell()
            self.views.setdefault(name, []).append((sharing, cls, exact, view))
            for writer in self.writers.get(name, ()):
                if writer in sharing:
                    view.join(writer.fields[name].values)
            for made, cell in self._made.get(name, {}).items():
                if _may_be_made(cls, exact, made):
                    view.join(cell.values)
        return view

    def of_unknown(self, name: str) -> Cell:
        """What attribute `name` holds of objects of which nothing is known: all that is assigned to one of the name."""
        cell = self._of_unknown.get(name)
        if cell is None:
            cell = self._of_unknown[name] = Cell()
            for writer in self.writers.get(name, ()):
                cell.join(writer.fields[name].values)
        return cell

    def made(self, cls: Class, name: str) -> Cell:
        cells = self._made.setdefault(name, {})
        cell = cells.get(cls)
        if cell is None:
            cell = cells[cls] = Cell()
        return cell

    def shown(self, cls: Class, name: str) -> Sequence[Cell]:
        """The views that show what is made as a `cls`."""
        return [view for _, of, exact, view in self.views.get(name, ()) if _may_be_made(of, exact, cls)]

    def written(self, cls: Class, name: str) -> Sequence[Cell]:
        """The views that show field `name` of `cls`."""
        views = [view for sharing, _, _, view in self.views.get(name, ()) if cls in sharing]
        return [*views, self._of_unknown[name]] if name in self._of_unknown else views


def _may_be_made(cls: Class, exact: bool, made: Class) -> bool:
    """Whether an instance of `cls` may be made as one of `made`, or is made by the same constructor."""
    if cls is made or (not exact and cls in made.mro):
        return True
    return made in cls.mro and lookup(cls, "__init__") == lookup(made, "__init__")


def narrow_to(values: Values, target: Class) -> Values:
    """The instances in `values` that may be instances of `target`."""
    kept = []
    for value in values:
        if isinstance(value, Instance):
            if target in value.cls.mro:
                kept.append(value)
            elif not value.exact and value.cls in target.mro:
                kept.append(target.cone)
    return frozenset(kept) if kept else EMPTY


def is_public(code: Code) -> bool:
    """Whether the public API leads to `code` by a name of its own."""
    if not isinstance(code, Function) or not code.module.exported:
        return False
    if code.owner is None:
        return code.definition.name in code.module.exported
    is_public = code.name == "__init__" or not code.name.startswith("_")
    return is_public and code.owner.key.partition(":")[2] in code.module.exported
