"""The office's own choices: whose value wins a conflict, and from how many losses on a person is asked."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.fields import COMPANY, PERSON

CHOICES = ("espocrm", "advoware", "manual")


@dataclass(frozen=True)
class Policies:
    """`default` and `fields` as in the settings; `losses`: how many an hour are recorded without a question."""

    default: str = "espocrm"
    fields: Mapping[str, str] = field(default_factory=dict)
    losses: int = 5

    def of(self, name: str) -> str:
        """The policy of one field."""
        return self.fields.get(name, self.default)

    def as_json(self) -> dict[str, Any]:
        """As a scenario keeps them."""
        return {"default": self.default, "fields": dict(self.fields), "losses": self.losses}

    @classmethod
    def from_json(cls, stored: dict[str, Any] | None) -> Policies:
        """The inverse; those of a scenario that was pinned before it had any are the defaults."""
        return cls(**stored) if stored else DEFAULT


DEFAULT = Policies()


def drawn_policies(seed: int) -> Policies:
    """Half of all offices leave the defaults."""
    rng = random.Random(f"{seed}:policies")
    names = [pair.espo for pair in (*PERSON, *COMPANY)]
    default = rng.choice(("espocrm", *CHOICES))
    fields = {rng.choice(names): rng.choice(CHOICES)} if rng.random() < 0.3 else {}
    return Policies(default, fields, rng.choice((5, 5, 1)))
