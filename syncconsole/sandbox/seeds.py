"""Synthetic parties for a fresh sandbox: the same for the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from syncconsole.sandbox.advoware import Advoware
from syncconsole.sandbox.espocrm import EspoCrm

FIRST_BET_NR = 10001
_FIRST_NAMES = [
    ("Max", "Herr"), ("Erika", "Frau"), ("Hans", "Herr"), ("Sabine", "Frau"), ("Jörg", "Herr"), ("Käthe", "Frau"),
    ("Otto", "Herr"), ("Lieselotte", "Frau"), ("Björn", "Herr"), ("Renate", "Frau"), ("Emil", "Herr"), ("Dora", "Frau"),
]  # fmt: skip
_LAST_NAMES = ["Mustermann", "Musterfrau", "Beispiel", "Beispielhuber", "Probst-Muster", "Testmayer", "Exempel"]
_COMPANIES = ["Musterbau", "Beispiel Logistik", "Probe & Söhne", "Vorlagen Verlag", "Exempel Immobilien", "Testwerk"]
_COMPANY_FORMS = ["GmbH", "GmbH & Co. KG", "AG", "KG", "e.K.", "UG (haftungsbeschränkt)"]
_SALUTATIONS = {"Herr": "Mr.", "Frau": "Ms."}
_PROFESSIONS = ["Tischlermeister", "Lehrerin", "Architekt", "Ärztin", "Landwirt", "Kauffrau"]


@dataclass(frozen=True)
class Seed:
    """How many parties: ``linked`` exist in both systems, ``different`` of them with other values on one side."""

    linked: int = 30
    only_espocrm: int = 5
    only_advoware: int = 5
    different: int = 4

    @classmethod
    def of(cls, value: Any) -> Seed:
        """From a number of parties (in the demo's proportions) or an object with this class's fields."""
        if isinstance(value, Seed):
            return value
        if isinstance(value, dict):
            return cls(**value)
        alone = int(value or 0) // 8
        return cls(int(value or 0) - 2 * alone, alone, alone, int(value or 0) // 10)


def _person(index: int) -> dict[str, Any]:
    first, anrede = _FIRST_NAMES[index % len(_FIRST_NAMES)]
    last = _LAST_NAMES[(index // len(_FIRST_NAMES) + index) % len(_LAST_NAMES)]
    suffix = index // (len(_FIRST_NAMES) * len(_LAST_NAMES))
    return {
        "name": f"{last} {suffix + 1}" if suffix else last,
        "vorname": first,
        "anrede": anrede,
        "rechtsform": "Natürliche Person",
        "geburtsdatum": f"{1950 + index % 50}-{index % 12 + 1:02d}-{index % 28 + 1:02d}",
    }


def _company(index: int) -> dict[str, Any]:
    form = _COMPANY_FORMS[index % len(_COMPANY_FORMS)]
    return {
        "name": f"{_COMPANIES[index % len(_COMPANIES)]} {index + 1} {form}",
        "rechtsform": form,
        "handelsRegisterNummer": f"HRB {10000 + index}",
    }


def parties(count: int) -> Iterator[dict[str, Any]]:
    """``count`` parties in Advoware's field names: every third one a company."""
    for index in range(count):
        yield _company(index) if index % 3 == 2 else _person(index)


def as_espocrm(party: dict[str, Any], index: int) -> dict[str, Any]:
    """The same party in EspoCRM's field names, with a mail address and a phone number that reach nobody."""
    fields = {
        "rechtsform": party["rechtsform"],
        "phoneNumber": f"+493023125{index % 1000:03d}",
        "emailAddress": f"kontakt{index + 1}@example.invalid",
    }
    if "vorname" not in party:
        return {**fields, "firmenname": party["name"], "handelsregisterNummer": party["handelsRegisterNummer"]}
    return {
        **fields,
        "lastName": party["name"],
        "firstName": party["vorname"],
        "salutationName": _SALUTATIONS[party["anrede"]],
        "dateOfBirth": party["geburtsdatum"],
    }


def _unmapped(index: int) -> dict[str, Any]:
    return {
        "beruf": _PROFESSIONS[index % len(_PROFESSIONS)],
        "titel": "Dr." if index % 7 == 0 else None,
        "bemerkung": f"Mandant seit {2000 + index % 25}",
        "kanzleiFremdnummer": f"F-{index + 1:04d}",
        "adressen": [{"id": index + 1, "strasse": f"Musterstraße {index + 1}", "plz": "10115", "ort": "Berlin"}],
        "kommunikation": [
            {"tlf": f"030 / 23125-{index % 1000:03d}", "kommKz": 1},
            {"tlf": f"kontakt{index + 1}@example.invalid", "kommKz": 4},
        ],
    }


def fill_espocrm(espo: EspoCrm, seed: Seed) -> None:
    """Replace all records of EspoCRM. Seeding sends no webhooks."""
    with espo.lock:
        espo.clear()
        for index, party in enumerate(parties(seed.linked + seed.only_espocrm)):
            fields = as_espocrm(party, index)
            if index < seed.linked:
                fields["betnr"] = FIRST_BET_NR + index
                fields["syncStatus"] = "dirty" if index < seed.different else "clean"
            espo.create(fields, "anna" if index % 2 else "bernd")
        espo.webhooks.clear()


def fill_advoware(advoware: Advoware, seed: Seed) -> None:
    """Replace all parties of Advoware."""
    with advoware.lock:
        advoware.clear()
        total = seed.linked + seed.only_espocrm + seed.only_advoware
        for index, party in enumerate(parties(total)):
            if seed.linked <= index < seed.linked + seed.only_espocrm:
                continue
            fields = {**party, **_unmapped(index)}
            if index < seed.different:
                fields.update(_differing(party, index))
            advoware.create(fields, "AB" if index % 2 else "BB", FIRST_BET_NR + index)


def _differing(party: dict[str, Any], index: int) -> dict[str, Any]:
    """What the two systems do not agree on in some of the linked parties."""
    if "vorname" not in party:
        return {"handelsRegisterNummer": f"{party['handelsRegisterNummer']} B"}
    return {"vorname": f"{party['vorname']} Maria"} if index % 2 else {"geburtsdatum": "1971-07-14"}
