"""Taking back what one attempt carried: the earlier values are wished for on both sides, as a new sync (rules 4).

Only what still stands as the attempt left it is restored; what a person has changed since stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from syncconsole.database import writing
from syncconsole.people import operations
from syncconsole.people.decisions import Decided
from syncconsole.people.field_names import is_entry
from syncconsole.people.undo import is_running, wish_anew
from syncconsole.registry import SyncDefinition
from syncconsole.sync.readback import ARRIVED
from syncconsole.sync.reasons import Reason, reason

# Where one of these decided, the earlier value of the written side is one that both sides can hold again.
RESTORABLE = frozenset(
    {
        *("espocrm_changed", "advoware_changed", "edit_over_blank", "both_changed_policy"),
        *("first_link_newer", "first_link_policy", "decision"),
    }
)


@dataclass(frozen=True)
class Restored:
    """One field of an attempt: what both sides hold now, what they would hold, and why it is left out, if it is."""

    field: str
    now: tuple[str, str]
    before: str
    refused: Reason | None = None


def plan_undo(definition: SyncDefinition, attempt: Any) -> list[Restored]:
    """What taking this attempt back would do, by the values last seen; nothing is written."""
    by_field: dict[str, list[Any]] = {}
    for change in definition.change.objects.filter(attempt=attempt).order_by("pk"):
        by_field.setdefault(change.field, []).append(change)
    if not by_field:
        return []
    asked = definition.conflict.objects.filter(party=attempt.party_id, field__in=by_field)
    still_open = set(asked.filter(closed_at__isnull=True).values_list("field", flat=True))
    waiting = set(asked.filter(wish__isnull=False).values_list("field", flat=True))
    return [_restored(attempt.party, changes, still_open, waiting) for changes in by_field.values()]


def digest(plan: Sequence[Restored]) -> str:
    """A mark of what was shown, by which a later plan is known to be the same."""
    parts = [(one.field, one.now, one.before, one.refused is None) for one in plan]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def take_back_attempt(
    definition: SyncDefinition, attempt_pk: int, who: str, note: str, shown: str
) -> tuple[Decided, list[str]]:
    """Do it if it is still what was `shown` (a `digest`); also the fields that are restored."""
    attempt = definition.attempt.objects.get(pk=attempt_pk)
    with writing():
        attempt.party = definition.record.objects.select_for_update().get(pk=attempt.party_id)
        plan = plan_undo(definition, attempt)
        wanted = [one for one in plan if one.refused is None]
        if digest(plan) != shown or not wanted:
            return Decided(False, reason("undo_moved")), []
        if is_running(attempt.party):
            return Decided(False, reason("decision_runs", field=wanted[0].field)), []
        for one in wanted:
            wish_anew(definition, attempt.party, one.field, one.before, who, note)
        operations.resync(definition, [attempt.party_id], who)
    return Decided(True), [one.field for one in wanted]


def _restored(party: Any, changes: list[Any], still_open: set[str], waiting: set[str]) -> Restored:
    name, last = changes[-1].field, changes[-1]
    now = party.seen_espo.get(name, ""), party.seen_advoware.get(name, "")
    refused = _why_not(party, changes)
    if refused is None and now != (last.after, last.after):
        refused = reason("decision_moved", field=name)
    if refused is None and name in still_open:
        refused = reason("asked_anew", field=name)
    if refused is None and name in waiting:
        refused = reason("decision_runs", field=name)
    return Restored(name, now, changes[0].before, refused)


def _why_not(party: Any, changes: list[Any]) -> Reason | None:
    name = changes[0].field
    if is_entry(name):
        return reason("undo_entry")
    first = {change.side: change.before for change in reversed(changes)}
    if len(set(first.values())) > 1:
        return reason("undo_both_sides", field=name)
    if any(change.rule not in RESTORABLE for change in changes):
        return reason("undo_first_value", field=name)
    if any(change.result != ARRIVED for change in changes):
        return reason("undo_not_arrived", field=name)
    return reason("party_gone") if party.deleted_at or party.gone_at else None
