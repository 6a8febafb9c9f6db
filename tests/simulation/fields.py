"""The mapped fields as the rules name them (rules 7), written down a second time for the model."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ESPO_WORDS = {"Mr.": "Herr", "Ms.": "Frau", "Mrs.": "Frau"}


def plain(raw: Any) -> str:
    """A text as it is compared."""
    return " ".join(str(raw or "").split())


def day(raw: Any) -> str:
    """A date as it is compared."""
    return str(raw or "")[:10]


def espo_salutation(raw: Any) -> str:
    """EspoCRM's salutation in Advoware's words."""
    return ESPO_WORDS.get(plain(raw), plain(raw))


@dataclass(frozen=True)
class FieldPair:
    """One field on both sides. `fresh(rng, n)` makes a canonical value, a new one for every n if there are enough."""

    espo: str
    advoware: str
    fresh: Callable[[random.Random, int], str]
    from_espo: Callable[[Any], str] = plain
    from_advoware: Callable[[Any], str] = plain

    def for_espo(self, value: str) -> str | None:
        """What a person picks or types in EspoCRM for that canonical value."""
        if self.espo == "salutationName":
            return next((option for option, word in ESPO_WORDS.items() if word == value), value) or None
        return value or None


def _date(_: random.Random, number: int) -> str:
    return (date(1950, 1, 1) + timedelta(days=number)).isoformat()


PERSON = (
    FieldPair("lastName", "name", lambda _, n: f"Muster{n}"),
    FieldPair("firstName", "vorname", lambda _, n: f"Vor{n}"),
    FieldPair("dateOfBirth", "geburtsdatum", _date, day, day),
    FieldPair("salutationName", "anrede", lambda rng, _: rng.choice(("Herr", "Frau", "Dr.")), espo_salutation),
)
COMPANY = (
    FieldPair("firmenname", "name", lambda _, n: f"Muster {n} GmbH"),
    FieldPair("handelsregisterNummer", "handelsRegisterNummer", lambda _, n: f"HRB {n}"),
)
RECHTSFORM = FieldPair("rechtsform", "rechtsform", lambda rng, _: rng.choice(WORDS[COMPANY]))
WORDS = {PERSON: ("Natürliche Person",), COMPANY: ("GmbH", "AG", "KG")}
KINDS_NAMES = {"lastName", "firmenname"}
UNMAPPED = {"espocrm": ("description", "addressCity"), "advoware": ("beruf", "titel", "bemerkung")}


def fields_of(rechtsform: str) -> tuple[FieldPair, ...]:
    """The fields that take part for a legal form; the model never leaves it blank."""
    return PERSON if rechtsform in WORDS[PERSON] else COMPANY
