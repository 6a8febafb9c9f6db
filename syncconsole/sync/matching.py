"""Is a record in Advoware this party? (rules 1.4)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from syncconsole.sync.canonical import is_cut_off
from syncconsole.sync.facts import Candidate, Policy

SURE = "sure"  # two facts, present and equal on both sides
UNSURE = "unsure"  # the name alone or the proof alone
NOBODY = ""


@dataclass(frozen=True)
class Matches:
    """The candidates among found rows. Rows that an open link has count only where two facts are equal."""

    sure: tuple[Candidate, ...] = ()
    unsure: tuple[Candidate, ...] = ()

    @property
    def all(self) -> tuple[Candidate, ...]:
        """Sure ones first."""
        return self.sure + self.unsure


def likeness(ours: Mapping[str, str], theirs: Mapping[str, str], kind: str, policy: Policy) -> str:
    """Compare canonical values of a party with a row: SURE, UNSURE or NOBODY.

    A row of the same name whose other fact is filled and different is somebody else.
    """
    same_name = _same(ours, theirs, policy.names[kind])
    proof = policy.proofs[kind]
    mine, its = ours.get(proof, ""), theirs.get(proof, "")
    if same_name:
        if mine and its:
            return SURE if mine == its else NOBODY
        return UNSURE
    number_alone = kind == "company" and mine and mine == its
    return UNSURE if number_alone else NOBODY


def _same(ours: Mapping[str, str], theirs: Mapping[str, str], names: tuple[str, ...]) -> bool:
    """The main name is filled, and all parts of the name are equal."""
    main, *_ = names
    return bool(ours.get(main)) and all(ours.get(name, "") == theirs.get(name, "") for name in names)


def matches(ours: Mapping[str, str], rows: Iterable[Candidate], kind: str, policy: Policy) -> Matches:
    """Sort found rows by how sure they are this party."""
    sure: list[Candidate] = []
    unsure: list[Candidate] = []
    for row in rows:
        found = likeness(ours, row.values, kind, policy)
        if found == SURE:
            sure.append(row)
        elif found == UNSURE and not row.linked_to:
            unsure.append(row)
    return Matches(tuple(sure), tuple(unsure))


def is_what_we_sent(facts: Mapping[str, str], row: Candidate) -> bool:
    """Whether `row` is the record that our own POST of unknown outcome made (rules 1.4, "Ours").

    `facts`: name and proof as sent. Each must be equal, a cut-off of it, or blank in the row.
    """
    return row.ours and not row.linked_to and all(_held(row.values.get(n, ""), v) for n, v in facts.items())


def _held(now: str, sent: str) -> bool:
    return not now or now == sent or is_cut_off(now, sent)
