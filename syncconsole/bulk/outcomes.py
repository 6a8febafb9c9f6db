"""How a party of a bulk action ended, told from its row and its newest attempt by a few short questions."""

from __future__ import annotations

from typing import Any, NamedTuple

from syncconsole.models.attempt import Outcome
from syncconsole.models.bulk import ItemState
from syncconsole.models.conflict import ConflictKind
from syncconsole.registry import SyncDefinition

CONFLICT, PAUSED, MISSING = "conflict", "paused", "missing"
AS_BEFORE = "as_before"  # to review already, and nothing new came
CREATED, TO_ADVOWARE, TO_ESPOCRM, BOTH_WAYS = "created", "to_advoware", "to_espocrm", "both_ways"

_COLUMNS = ("paused_at", "waits_for", "error", "hold", "held_whole", "gone_at", "given_up", "due_at", "has_questions")


class End(NamedTuple):
    """How it ended: state and detail as in `BulkItem`, and the attempt that tells more."""

    state: ItemState
    detail: str = ""
    attempt: int | None = None


def of_party(definition: SyncDefinition, pk: int) -> End | None:
    """The end of a party that was just run; None if it waits for a system and has not ended."""
    row = definition.record.objects.filter(pk=pk).values(*_COLUMNS).first()
    if row is None:
        return End(ItemState.SKIPPED, MISSING)
    if row["paused_at"]:
        return End(ItemState.SKIPPED, PAUSED)
    if row["waits_for"]:
        return None
    attempts = definition.attempt.objects.filter(party=pk).order_by("-id")
    attempt = attempts.values("id", "outcome", "decision").first()
    state, detail = _stuck(row) or _asked(definition, pk, row, attempt) or _went_well(attempt)
    return End(state, detail, attempt["id"] if attempt else None)


def _stuck(row: dict[str, Any]) -> tuple[ItemState, str] | None:
    if row["held_whole"] or row["gone_at"]:
        return ItemState.NEEDS_YOU, "gone_in_advoware" if row["gone_at"] else _code(row["hold"])
    if row["error"] is None:
        return None
    by_itself = row["due_at"] is not None and not row["given_up"]
    return (ItemState.RETRY if by_itself else ItemState.NEEDS_YOU), _code(row["error"])


def _asked(
    definition: SyncDefinition, pk: int, row: dict[str, Any], attempt: dict[str, Any] | None
) -> tuple[ItemState, str] | None:
    if row["hold"]:
        return ItemState.NEEDS_YOU, _code(row["hold"])
    if not row["has_questions"]:
        return None
    open_ones = definition.conflict.objects.filter(party=pk, closed_at__isnull=True)
    kinds = set(open_ones.values_list("kind", flat=True))
    if ConflictKind.HELD in kinds:
        return ItemState.NEEDS_YOU, CONFLICT
    if not kinds:
        return None
    return ItemState.REVIEW, "" if attempt and attempt["outcome"] == Outcome.WRITTEN else AS_BEFORE


def _went_well(attempt: dict[str, Any] | None) -> tuple[ItemState, str]:
    if attempt is None or attempt["outcome"] != Outcome.WRITTEN:
        return ItemState.EQUAL, ""
    decision = attempt["decision"] or {}
    if decision.get("code") == CREATED:
        return ItemState.WRITTEN, CREATED
    sides = decision.get("params") or {}
    ways = [way for way in (TO_ADVOWARE, TO_ESPOCRM) if sides.get(way)]
    return ItemState.WRITTEN, BOTH_WAYS if len(ways) == 2 else "".join(ways)


def _code(reason: dict[str, Any] | None) -> str:
    return str((reason or {}).get("code", ""))[:40]
