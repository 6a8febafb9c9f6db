"""Building blocks for tests of the pure core: synthetic people, a policy of an office, reads of both systems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from syncconsole.sync.facts import Candidate, Facts, Policy
from syncconsole.sync.plan import Plan, plan
from syncconsole.sync.values import Pair, Seen, agreed

PERSON = "person"
COMPANY = "company"
PARTY_NUMBER = 10001
LINKED = Facts(number=PARTY_NUMBER, confirmed=True, linked_before=True)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def office(default: str = "espocrm", **by_field: str) -> Policy:
    """An office's settings: who wins a conflict by default, and by field."""
    return Policy(
        fields={
            PERSON: ("lastName", "firstName", "dateOfBirth"),
            COMPANY: ("firmenname", "handelsregisterNummer"),
        },
        names={PERSON: ("lastName", "firstName"), COMPANY: ("firmenname",)},
        proofs={PERSON: "dateOfBirth", COMPANY: "handelsregisterNummer"},
        default=default,
        by_field=by_field,
    )


def max_mustermann(**other: str) -> dict[str, str]:
    """The values of a person, with some of them replaced."""
    return {"lastName": "Mustermann", "firstName": "Max", "dateOfBirth": "1980-05-17"} | other


def musterbau(**other: str) -> dict[str, str]:
    """The values of a company, with some of them replaced."""
    return {"firmenname": "Musterbau GmbH", "handelsregisterNummer": "HRB 4711"} | other


def seen(values: Mapping[str, str], kind: str = PERSON, number: int | None = PARTY_NUMBER, **more: object) -> Seen:
    """What a read of one side showed."""
    return Seen(values=values, kind=kind, number=number, **more)  # type: ignore[arg-type]


def base_of(values: Mapping[str, str]) -> dict[str, Pair]:
    """The base of two sides that agreed on all `values`."""
    return {name: agreed(value) for name, value in values.items()}


def planned(
    base: Mapping[str, Pair],
    espo: Mapping[str, str],
    advoware: Mapping[str, str],
    facts: Facts = LINKED,
    policy: Policy | None = None,
) -> Plan:
    """The plan for a linked person whose two records hold these values."""
    return plan(base, seen(espo), seen(advoware), facts, policy or office())


def row(number: int, values: Mapping[str, str], linked_to: str = "", ours: bool = False) -> Candidate:
    """A record that a search in Advoware found."""
    return Candidate(number=number, values=values, linked_to=linked_to, ours=ours)
