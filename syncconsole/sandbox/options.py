"""Switches of a simulated system as a dataclass that the control interface can read and patch."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from typing import Any


class UnknownOption(ValueError):
    """A switch that does not exist, or a value of the wrong type."""


def as_json(options: Any) -> dict[str, Any]:
    """Every switch with its present value."""
    return asdict(options)


def patch(options: Any, changes: dict[str, Any]) -> None:
    """Set the named switches in place; nested tables (``quirks``) are patched key by key.

    Raises:
        UnknownOption: nothing has been changed then.
    """
    for name, value in changes.items():
        _check(options, name, value)
    for name, value in changes.items():
        current = getattr(options, name)
        patch(current, value) if is_dataclass(current) else setattr(options, name, value)


def _check(options: Any, name: str, value: Any) -> None:
    if name not in {field.name for field in fields(options)}:
        raise UnknownOption(f"no switch {name!r}")
    current = getattr(options, name)
    if is_dataclass(current):
        if not isinstance(value, dict):
            raise UnknownOption(f"{name!r} wants an object")
        for inner, inner_value in value.items():
            _check(current, inner, inner_value)
    elif not _fits(current, value):
        raise UnknownOption(f"{name!r} wants {type(current).__name__}")


def _fits(current: Any, value: Any) -> bool:
    if isinstance(current, bool) or isinstance(value, bool):
        return isinstance(current, bool) and isinstance(value, bool)
    if isinstance(current, (int, float)):
        return isinstance(value, (int, float))
    return current is None or isinstance(value, type(current))
