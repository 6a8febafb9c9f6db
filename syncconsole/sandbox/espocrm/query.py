"""Query strings as PHP reads them: ``where[0][type]=in`` becomes nested dictionaries."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

_NAME = re.compile(r"([^\[]+)((?:\[[^\]]*\])*)$")


def php_parameters(query: str) -> dict[str, Any]:
    """The decoded query; bracket names are nested dictionaries with string keys, ``name[]`` counts up from 0."""
    result: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        match = _NAME.match(name)
        if match:
            _put(result, [match[1], *re.findall(r"\[([^\]]*)\]", match[2])], value)
    return result


def _put(target: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        key = key if key != "" else str(len(target))
        if not isinstance(target.get(key), dict):
            target[key] = {}
        target = target[key]
    last = keys[-1] if keys[-1] != "" else str(len(target))
    target[last] = value


def as_list(value: Any) -> list[Any] | None:
    """An array in either notation: a JSON list, or PHP's numbered keys. ``None`` for anything else."""
    if isinstance(value, list):
        return value
    return list(value.values()) if isinstance(value, dict) else None
