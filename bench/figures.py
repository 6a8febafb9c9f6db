"""One measured figure, what it is held against, and its goal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`measured` and `against` are in `unit`; the goal is a ratio of both or, without `against`, a value in `unit`."""

    name: str
    unit: str
    measured: float
    goal: float
    against: float | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """`measured` as a multiple of `against`, None where there is nothing to compare with."""
        return self.measured / self.against if self.against else None

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return (self.measured if self.ratio is None else self.ratio) <= self.goal

    def as_json(self) -> dict[str, Any]:
        """The figure for `results.json`."""
        return {
            "name": self.name,
            "unit": self.unit,
            "measured": round(self.measured, 3),
            "against": None if self.against is None else round(self.against, 3),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": self.goal,
            "met": self.met,
            **self.details,
        }


class WrongRun(Exception):
    """What ran is not what was to be measured, so that its time means nothing; the text says what it did instead."""
