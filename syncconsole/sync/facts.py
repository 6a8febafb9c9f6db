"""What is known beside the two records when a party is planned: plain values, gathered by the runner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.values import Seen

TOO_CLOSE_TO_TELL = timedelta(minutes=2)


@dataclass(frozen=True)
class Policy:
    """An office's settings, read once at a run's start.

    `fields`: names of the fields that take part, by kind, in the order of the mapping.
    `names`, `proofs`: by kind, the fields of the name and the field that proves it (rules 1.4). `kind_field`: the field
    that tells the kind, "" for none.
    """

    fields: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    proofs: Mapping[str, str]
    default: str = ESPOCRM
    by_field: Mapping[str, str] = field(default_factory=dict)
    kind_field: str = ""

    def of(self, name: str) -> str:
        """The policy of one field."""
        return self.by_field.get(name, self.default)


@dataclass(frozen=True)
class PersonsDecision:
    """A person wants `value` on both sides, having seen `e` and `a` (rules 4, conflicts)."""

    value: str
    e: str
    a: str

    def still_stands(self, e: str, a: str) -> bool:
        """Whether each side is as the person saw it, or holds the wanted value already."""
        return e in (self.e, self.value) and a in (self.a, self.value)


@dataclass(frozen=True)
class Candidate:
    """A record in Advoware that may be the party: its values, and which open link has it.

    `ours` is true where our own user changed it last, after our create intent was stored.
    """

    number: int
    values: Mapping[str, str]
    linked_to: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Search:
    """What a search in Advoware found. Only a trusted one proves that something is not there.

    `by_facts` is true where every fact that was sent was searched for, not the name alone.
    """

    rows: tuple[Candidate, ...]
    trusted: bool
    by_facts: bool = False


@dataclass(frozen=True)
class Intent:
    """An open create: its values as sent (canonical), and what has happened since the last POST.

    `quiet`: an earlier trusted search found no free row, and at least the quarantine has passed
    since the last POST. `rivals`: another open intent has the same name.
    """

    values: Mapping[str, str]
    quiet: bool = False
    rivals: bool = False


@dataclass(frozen=True)
class Facts:
    """Everything else that decides.

    `number`: the console's link; `confirmed`: EspoCRM has shown that number since.
    `linked_before`: a base exists that a new number would void.
    `holder_of_number`: who else has, by an open link, the number that EspoCRM shows ("" nobody).
    `missing`: the number that Advoware answered with 404; `missing_for_sure`: see rules 1.3, 404 in A.
    `holders`: EspoCRM ids that hold the one match's number (None: not asked yet).
    `answers`: people's answers to holds, by the hold's code. `newer`: side changed last, or "".
    `shown_keys`: by side, fields whose key other records of that system have.
    `left_out`: fields that a system refused for this new record.
    """

    number: int | None = None
    confirmed: bool = False
    linked_before: bool = False
    holder_of_number: str = ""
    missing: int | None = None
    missing_for_sure: bool = False
    search: Search | None = None
    intent: Intent | None = None
    holders: tuple[str, ...] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, PersonsDecision] = field(default_factory=dict)
    newer: str = ""
    shown_keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def newer_side(espo: Seen, advoware: Seen, our_users: Mapping[str, str]) -> str:
    """The side changed last, for a first link; "" where the times cannot tell (rules 1.1, last row).

    They cannot if one is unknown, both are within two minutes, or the newer change was our own.
    """
    if espo.changed_at is None or advoware.changed_at is None:
        return ""
    if abs(espo.changed_at - advoware.changed_at) <= TOO_CLOSE_TO_TELL:
        return ""
    side, seen = (ESPOCRM, espo) if espo.changed_at > advoware.changed_at else (ADVOWARE, advoware)
    return "" if seen.changed_by and seen.changed_by == our_users.get(side) else side
