"""What a person can choose about one conflict row, and what each choice wishes for (rules 4, conflicts).

Only values are looked at: the row, and both sides as its party's last reading showed them.
"""

from __future__ import annotations

from typing import Any

from syncconsole.models.conflict import ConflictKind, Resolution
from syncconsole.people.field_names import is_entry
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.values import REFUSED

KEEP, TAKE, SEEN = str(Resolution.KEEP), str(Resolution.TAKE), str(Resolution.SEEN)
UNCERTAIN = "uncertain"  # an entry's text in Advoware may not be one number or address


def present(row: Any) -> tuple[str, str]:
    """EspoCRM's and Advoware's value as last seen; one that no read has shown is the row's own."""
    party = row.party
    return (
        party.seen_espo.get(row.field, row.value_espo),
        party.seen_advoware.get(row.field, row.value_advoware),
    )


def is_gone(row: Any) -> bool:
    """Whether the row asks about an entry that both sides have lost since: nothing can be carried to it."""
    party = row.party
    was_read = ESPOCRM in party.seen_meta and ADVOWARE in party.seen_meta
    shown = row.field in party.seen_espo or row.field in party.seen_advoware
    return is_entry(row.field) and was_read and not shown


def offered(row: Any) -> tuple[str, ...]:
    """The choices that lead somewhere, the likeliest last.

    Keep and take want one value on both sides. Where a rule decided, only the losing value is left to take; what a
    system has refused would be refused again.
    """
    if is_gone(row):
        return (SEEN,)
    if row.kind == ConflictKind.HELD:
        return (KEEP, TAKE)
    if row.kind == ConflictKind.REVIEW:
        return (SEEN, TAKE) if row.kept else (SEEN,)
    if row.why == UNCERTAIN:  # EspoCRM would refuse what Advoware has
        return (SEEN, KEEP) if row.value_espo else (SEEN,)
    refused = row.kept[-1]["value"] if row.why == REFUSED and row.kept else None
    if refused == row.value_espo:
        return (SEEN, TAKE)
    return (SEEN, KEEP) if refused is not None else (SEEN, KEEP, TAKE)


def wish_of(row: Any, choice: str, now: tuple[str, str]) -> str | None:
    """The value that both sides are to hold after `choice`, or None if nothing is to be written."""
    if choice == SEEN:
        return None
    if row.kind == ConflictKind.REVIEW:
        return row.kept[-1]["value"] if choice == TAKE and row.kept else None
    return now[0] if choice == KEEP else now[1]
