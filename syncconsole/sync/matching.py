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
    proven = bool(mine) and mine == its
    if same_name:
        return SURE if proven else NOBODY if mine and its else UNSURE
    if proven and (kind == "company" or _may_be_same(ours, theirs, policy.names[kind])):
        return UNSURE  # the number alone; for a person the birth date and what is filled of the name
    return NOBODY


def _same(ours: Mapping[str, str], theirs: Mapping[str, str], names: tuple[str, ...]) -> bool:
    """The main name is filled, and all parts of the name are equal."""
    main, *_ = names
    return bool(ours.get(main)) and all(ours.get(name, "") == theirs.get(name, "") for name in names)


def _may_be_same(ours: Mapping[str, str], theirs: Mapping[str, str], names: tuple[str, ...]) -> bool:
    """The main names are equal, and no other part is filled differently: one side just does not have it."""
    main, *rest = names
    blank_or_equal = all(not ours.get(n) or not theirs.get(n) or ours[n] == theirs[n] for n in rest)
    return bool(ours.get(main)) and ours[main] == theirs.get(main) and blank_or_equal


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
