"""The plain values that planning works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from syncconsole.sync.errors import ADVOWARE, ESPOCRM

SIDES = (ESPOCRM, ADVOWARE)


def other(side: str) -> str:
    """The side opposite to `side`."""
    return ADVOWARE if side == ESPOCRM else ESPOCRM


# Why a pair may differ (rules 1, "accepted difference").
STORED_DIFFERENTLY = "stored"
REFUSED = "refused"
NOTED = "noted"


@dataclass(frozen=True)
class Pair:
    """What both sides last agreed on for one field: canonical values, "" for blank.

    Normally `e == a` and `why` is "". Otherwise it is an accepted difference: `why` names its kind,
    `words` is what the refusing system said (its own short label), `sent` what had been sent.
    """

    e: str
    a: str
    why: str = ""
    words: str = ""
    sent: str = ""

    @property
    def differs(self) -> bool:
        """Whether this is an accepted difference."""
        return self.e != self.a

    def half(self, side: str) -> str:
        """The value that `side` holds in this pair."""
        return self.e if side == ESPOCRM else self.a

    def as_json(self) -> dict[str, str]:
        """The stored form; empty parts are left out."""
        stored = {"e": self.e, "a": self.a}
        stored.update({k: v for k, v in (("why", self.why), ("words", self.words), ("sent", self.sent)) if v})
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Pair:
        """The inverse of `as_json`."""
        return cls(**stored)


def agreed(value: str) -> Pair:
    """The pair of two sides that hold the same."""
    return Pair(value, value)


Base = Mapping[str, Pair]


@dataclass(frozen=True)
class Seen:
    """One record of one side as one read showed it.

    `values`: canonical value by field name; a key that was absent from the answer is not in it.
    `number`: the Advoware number that the record names. `changed_at`: aware UTC, or None.
    `changed_by`: EspoCRM user id or Advoware shorthand of the last author; `author`: how people know them.
    `version`: EspoCRM's versionNumber (None: no version control). `row_id`: Advoware's rowId.
    `raw`: the answer itself; planning never looks into it.
    """

    values: Mapping[str, str]
    kind: str = ""
    number: int | None = None
    changed_at: datetime | None = None
    changed_by: str = ""
    author: str = ""
    version: int | None = None
    row_id: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
