"""Results as JSON has them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any


def record_of(value: Any) -> Any:
    """Dataclasses and named tuples as objects, all the way down."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: record_of(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: record_of(part) for name, part in value._asdict().items()}
    if isinstance(value, dict):
        return {key: record_of(part) for key, part in value.items()}
    return [record_of(part) for part in value] if isinstance(value, list | tuple) else value
