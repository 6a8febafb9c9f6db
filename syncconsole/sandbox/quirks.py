"""What a system does to a value that nobody documented: drop, cut off, normalise, refuse.

Both systems take the same four tables as options, keyed by the system's own field names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_ASCII: dict[str | int, str | int | None] = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}

NORMALISERS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "trim": str.strip,
    "ascii": lambda text: text.translate(str.maketrans(_ASCII)),
    "no_spaces": lambda text: text.replace(" ", ""),
}


@dataclass
class Quirks:
    """``drops``: fields silently not written; ``cuts``: field -> longest length; ``normalises``: field -> a name of
    ``NORMALISERS``; ``refuses``: field -> regular expression of values that are answered with 400."""

    drops: list[str] = field(default_factory=list)
    cuts: dict[str, int] = field(default_factory=dict)
    normalises: dict[str, str] = field(default_factory=dict)
    refuses: dict[str, str] = field(default_factory=dict)

    def refused(self, values: dict[str, Any]) -> str | None:
        """The first field whose value is refused, or ``None``."""
        for name, pattern in self.refuses.items():
            if isinstance(values.get(name), str) and re.search(pattern, values[name]):
                return name
        return None

    def stored(self, values: dict[str, Any]) -> dict[str, Any]:
        """``values`` as the system keeps them: without dropped fields, cut off and normalised."""
        return {name: self._kept(name, value) for name, value in values.items() if name not in self.drops}

    def _kept(self, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        value = NORMALISERS[self.normalises[name]](value) if name in self.normalises else value
        return value[: self.cuts[name]] if name in self.cuts else value
