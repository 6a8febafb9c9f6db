"""The one table CBeteiligte ↔ Beteiligte (rules 7), both ways, with an office's own option values as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from syncconsole.sync import canonical
from syncconsole.sync.mapping import Field, RecordMapping

PERSON = "person"
COMPANY = "company"
_PERSON = frozenset({PERSON})
_COMPANY = frozenset({COMPANY})
_BOTH = _PERSON | _COMPANY

# EspoCRM's options and what they mean in Advoware's terms; the first option of a meaning is written.
SALUTATIONS = {"Mr.": "Herr", "Ms.": "Frau", "Mrs.": "Frau"}
PERSON_RECHTSFORMEN = ("Natürliche Person", "Privatperson", "Person")


def table(
    *,
    salutations: Mapping[str, str] = SALUTATIONS,
    rechtsformen: Mapping[str, str] | None = None,
    person_rechtsformen: Iterable[str] = PERSON_RECHTSFORMEN,
    last_name_follows: bool = False,
    omits_nulls: bool = False,
) -> RecordMapping:
    """The mapping for an office's settings.

    `salutations`, `rechtsformen`: EspoCRM's option → Advoware's word; what is not named passes
    through. `last_name_follows`: for companies EspoCRM's lastName repeats firmenname.
    """
    fields = (
        Field("lastName", "name", _PERSON),
        Field("firstName", "vorname", _PERSON),
        Field("firmenname", "name", _COMPANY),
        _options("rechtsform", "rechtsform", _BOTH, rechtsformen or {}),
        _options("salutationName", "anrede", _PERSON, salutations),
        Field(
            "dateOfBirth",
            "geburtsdatum",
            _PERSON,
            from_espo=canonical.day,
            from_advoware=canonical.day,
            to_advoware=_midnight,
        ),
        Field("handelsregisterNummer", "handelsRegisterNummer", _COMPANY),
    )
    return RecordMapping(
        fields=fields,
        kind_of=_KindOf(frozenset(canonical.text(r) for r in person_rechtsformen)),
        names={PERSON: ("lastName", "firstName"), COMPANY: ("firmenname",)},
        proofs={PERSON: "dateOfBirth", COMPANY: "handelsregisterNummer"},
        number_espo="betnr",
        number_advoware="betNr",
        kind_field="rechtsform",
        follows={COMPANY: {"lastName": "firmenname"}} if last_name_follows else {},
        blank_if_absent=omits_nulls,
    )


class _KindOf:
    """Person or company: by `rechtsform`; where it is blank, by what else is filled."""

    def __init__(self, person_rechtsformen: frozenset[str]) -> None:
        self._persons = person_rechtsformen

    def __call__(self, side: str, values: Mapping[str, str]) -> str:
        rechtsform = values.get("rechtsform", "")
        if rechtsform:
            return PERSON if rechtsform in self._persons else COMPANY
        if side == "espocrm":
            return COMPANY if values.get("firmenname") else PERSON
        registered = values.get("handelsregisterNummer") and not values.get("firstName")
        return COMPANY if registered else PERSON


def _options(name: str, advoware: str, kinds: frozenset[str], words: Mapping[str, str]) -> Field:
    """A field of options: canonical is Advoware's word."""
    options: dict[str, str] = {}
    for option, word in words.items():
        options.setdefault(word, option)

    def from_espo(raw: Any) -> str:
        plain = canonical.text(raw)
        return words.get(plain, plain)

    def to_espo(value: str, _now: Any) -> Any:
        return options.get(value, value) or None

    return Field(name, advoware, kinds, from_espo=from_espo, to_espo=to_espo)


def _midnight(value: str, now: Any) -> Any:
    """Advoware's dates carry a time; where the record shows a bare date, a bare date is sent."""
    if not value:
        return None
    bare = isinstance(now, str) and len(now.strip()) == len("2000-01-31")
    return value if bare or len(value) != len("2000-01-31") else f"{value}T00:00:00"


def display_name(values: Mapping[str, str], kind: str) -> str:
    """How the console names a party: "Mustermann, Max" or the company's name."""
    if kind == COMPANY:
        return values.get("firmenname", "")
    return ", ".join(part for part in (values.get("lastName", ""), values.get("firstName", "")) if part)
