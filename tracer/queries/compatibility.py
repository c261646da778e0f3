"""What a change of signature does to the callers of a function.

The rules are those of the language: a call binds positional arguments by place and keyword arguments by name (Python
Language Reference, section 6.3.4), so a change breaks callers if some call that was accepted binds differently or no
longer binds. A changed default is told apart: every call still binds, but may do something else.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from tracer.linked import Signature
from tracer.python_text import UNREADABLE, tree_of


@dataclass(frozen=True, slots=True)
class SignatureChange:
    """One difference in words; `breaking` if a call that worked before may fail or bind differently."""

    text: str
    breaking: bool


def compare_signatures(before: Signature | None, after: Signature | None) -> tuple[SignatureChange, ...]:
    """The differences between two signatures, breaking ones first; none if either is unknown."""
    if before is None or after is None or before == after:
        return ()
    changes = [
        *_positional_changes(before, after),
        *_keyword_only_changes(before, after),
        *_catch_all_changes(before, after),
        *_default_changes(before, after),
    ]
    return tuple(sorted(changes, key=lambda change: not change.breaking))


def _names(signature: Signature) -> tuple[str, ...]:
    return signature.args + signature.kwonly


def _positional_changes(before: Signature, after: Signature) -> list[SignatureChange]:
    changes = []
    gone = [name for name in before.args if name not in _names(after)]
    new = [name for name in after.args if name not in _names(before)]
    renamed = _renamed(before, after, gone, new)
    for name in gone:
        if name in renamed:
            changes.append(SignatureChange(f"argument {name} renamed to {renamed[name]}", True))
        else:
            # `*args, **kwargs` still takes it both ways: by place and by name.
            breaking = after.varkw is None or after.varargs is None
            changes.append(SignatureChange(f"argument {name} removed", breaking))
    changes.extend(_added(name, before, after) for name in new if name not in renamed.values())
    changes.extend(
        SignatureChange(f"argument {name} is keyword-only now", True) for name in before.args if name in after.kwonly
    )
    kept_before = [name for name in before.args if name in after.args]
    kept_after = [name for name in after.args if name in before.args]
    if kept_before != kept_after:
        changes.append(SignatureChange(f"arguments reordered: {', '.join(kept_after)}", True))
    return changes


def _renamed(before: Signature, after: Signature, gone: list[str], new: list[str]) -> dict[str, str]:
    """Arguments that vanished from a place where a new one stands, with everything before it unchanged in place."""
    renamed: dict[str, str] = {}
    for old, now in zip(before.args, after.args, strict=False) if len(gone) == len(new) else ():
        if old in gone and now in new:
            renamed[old] = now
        elif old != now:
            break
    return renamed


def _added(name: str, before: Signature, after: Signature) -> SignatureChange:
    if name not in after.defaults:
        return SignatureChange(f"required argument {name} added", True)
    later = after.args[after.args.index(name) + 1 :]
    if any(other in before.args for other in later):
        return SignatureChange(f"argument {name} added before {next(o for o in later if o in before.args)}", True)
    return SignatureChange(f"optional argument {name} added", before.varargs is not None)


def _keyword_only_changes(before: Signature, after: Signature) -> list[SignatureChange]:
    changes = [
        SignatureChange(f"keyword-only argument {name} removed", after.varkw is None)
        for name in before.kwonly
        if name not in _names(after)
    ]
    for name in after.kwonly:
        if name not in _names(before):
            required = name not in after.defaults
            changes.append(
                SignatureChange(f"{'required ' if required else ''}keyword-only argument {name} added", required)
            )
    return changes


def _catch_all_changes(before: Signature, after: Signature) -> list[SignatureChange]:
    changes = []
    for star, old, new in (("*", before.varargs, after.varargs), ("**", before.varkw, after.varkw)):
        if old is not None and new is None:
            changes.append(SignatureChange(f"{star}{old} removed", True))
        elif old is None and new is not None:
            changes.append(SignatureChange(f"{star}{new} added", False))
    return changes


def _default_changes(before: Signature, after: Signature) -> list[SignatureChange]:
    changes = []
    for name in _names(before):
        if name not in _names(after):
            continue
        old, new = before.defaults.get(name), after.defaults.get(name)
        if old is not None and new is None:
            changes.append(SignatureChange(f"argument {name} has no default any more", True))
        elif old is None and new is not None:
            changes.append(SignatureChange(f"argument {name} is optional now, by default {new}", False))
        elif old is not None and new is not None and not _is_same(old, new):
            changes.append(SignatureChange(f"default of {name} changed from {old} to {new}", False))
    return changes


_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


def _is_same(old: str, new: str) -> bool:
    """Whether two defaults are the same expression, however it is written: `"a"` and `'a'`, `1e-3` and `0.001`, and
    `dtypes.float32` and `tf.float32`, which name one object through other modules."""
    try:
        return _object(old) == _object(new) or ast.dump(tree_of(old, "eval")) == ast.dump(tree_of(new, "eval"))
    except UNREADABLE:
        return False


def _object(text: str) -> str:
    """A dotted name from its first class on, without the modules before that: `AutoShard.AUTO`, `float32`."""
    if _DOTTED.fullmatch(text) is None:
        return text
    parts = text.split(".")
    first = next((place for place, part in enumerate(parts) if part.lstrip("_")[:1].isupper()), len(parts) - 1)
    return ".".join(parts[first:])
