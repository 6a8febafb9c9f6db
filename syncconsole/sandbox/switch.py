"""One switch: a named choice between positions, each of which sets options of a simulated system."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from syncconsole.sandbox import options


@dataclass(frozen=True)
class Switch:
    """``positions``: name -> the options (of ``AdvowareOptions`` or ``EspoCrmOptions``) that it sets."""

    name: str
    about: str
    positions: dict[str, dict[str, Any]]
    question: int | None = None

    @property
    def default(self) -> str:
        """The first position."""
        return next(iter(self.positions))

    def turn(self, system_options: Any, position: str) -> None:
        """Set the options of one system to a position.

        Raises:
            KeyError: there is no such position.
        """
        options.patch(system_options, deepcopy(self.positions[position]))


def quirks(drops: list[str] | None = None, **tables: dict[str, Any]) -> dict[str, Any]:
    """The option ``quirks`` with all four tables: those not given are empty."""
    names = ("cuts", "normalises", "refuses")
    return {"quirks": {"drops": drops or [], **{name: tables.get(name, {}) for name in names}}}
