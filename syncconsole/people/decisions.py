"""What a person decides: conflicts (rules 4) and holds (rules 1.3). All idempotent; admin and commands call these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.models.conflict import ConflictKind, Resolution
from syncconsole.people import choices, operations
from syncconsole.registry import SyncDefinition
from syncconsole.sync.link import (
    CHOOSE_MATCH,
    CREATE_ANYWAY,
    CREATE_UNKNOWN,
    ENTRIES_NO_ROOM,
    ENTRIES_REMOVED,
    GONE,
    GONE_UNSURE,
    KIND_DIFFERS,
    MASS_DELETED,
    MASS_GONE,
    NUMBER_CHANGED,
    NUMBER_CLEARED,
    NUMBER_TAKEN,
    RECREATE,
    UNLINKED,
)
from syncconsole.sync.mapping import whole_number
from syncconsole.sync.reasons import Reason, reason

LINK, AGREE, RELINK, APPLY_KIND, LOOK_AGAIN = "link", "agree", "relink", "apply-kind", "look-again"
APPROVE, UNLINK = "approve", "unlink"

# Which actions answer which hold.
ACTIONS: dict[str, tuple[str, ...]] = {
    CHOOSE_MATCH: (LINK, CREATE_ANYWAY, LOOK_AGAIN),
    CREATE_UNKNOWN: (LINK, CREATE_ANYWAY, LOOK_AGAIN),
    NUMBER_CHANGED: (AGREE, LOOK_AGAIN),
    NUMBER_CLEARED: (RELINK, UNLINK, LOOK_AGAIN),
    GONE: (RECREATE, UNLINK, LOOK_AGAIN),
    UNLINKED: (LINK, CREATE_ANYWAY),
    NUMBER_TAKEN: (LOOK_AGAIN,),
    KIND_DIFFERS: (APPLY_KIND, LOOK_AGAIN),
    GONE_UNSURE: (LOOK_AGAIN,),
    ENTRIES_REMOVED: (APPROVE, LOOK_AGAIN),
    ENTRIES_NO_ROOM: (LOOK_AGAIN,),
    MASS_GONE: (APPROVE, LOOK_AGAIN),
    MASS_DELETED: (APPROVE, LOOK_AGAIN),
}


@dataclass(frozen=True)
class Decided:
    """Whether it was done; if not, why."""

    done: bool
    reason: Reason | None = None


def decide(
    definition: SyncDefinition,
    conflict_pk: int,
    choice: str,
    who: str,
    note: str = "",
    seen: tuple[str, str] | None = None,
) -> Decided:
    """Settle one conflict or accepted difference: "keep", "take" (the other value) or "seen".

    `seen` are the values of EspoCRM and Advoware that the person looked at (None: the last ones read);
    if a side has moved since, nothing is decided. Keep and take wish for one value on both sides; the
    next run carries it, or shows the question anew if a side moves before it.
    """
    row = definition.conflict.objects.select_related("party").filter(pk=conflict_pk).first()
    if row is None:
        return Decided(False, reason("conflict_unknown"))
    if row.closed_at is not None:
        return Decided(row.resolution == choice, reason("conflict_closed", field=row.field))
    if choice == Resolution.SEEN and row.kind == ConflictKind.HELD:
        return Decided(False, reason("held_needs_choice", field=row.field))
    if choice != Resolution.SEEN and choices.is_gone(row):
        return Decided(False, reason("entry_gone", field=row.field))
    now = choices.present(row)
    if seen is not None and seen != now:
        return Decided(False, reason("decision_moved", field=row.field))
    with writing():
        _store(definition, row, choice, who, note, now)
        operations.resync(definition, [row.party_id], who)
    return Decided(True)


def _store(definition: SyncDefinition, row: Any, choice: str, who: str, note: str, now: tuple[str, str]) -> None:
    wish = choices.wish_of(row, choice, now)
    rows = definition.conflict.objects
    definition.record.objects.filter(pk=row.party_id).update(has_questions=True)
    if wish is not None:  # the newest decision on a field is the one that counts
        rows.filter(party_id=row.party_id, field=row.field, wish__isnull=False).update(wish=None)
    rows.filter(pk=row.pk, closed_at__isnull=True).update(
        closed_at=clock.now(),
        closed_by=who,
        resolution=choice,
        note=note,
        wish=wish,
        wish_e=now[0],
        wish_a=now[1],
    )


def answer_hold(definition: SyncDefinition, pk: int, action: str, who: str, value: str = "") -> Decided:
    """Answer the hold of one party; `value` is a number for "link", a kind for "apply-kind".

    "link" is also taken for a party that waits for nothing and has no number yet.
    """
    party = definition.record.objects.filter(pk=pk).first()
    if party is None:
        return Decided(False, reason("party_unknown"))
    code = _asked(party, action)
    if action not in ACTIONS.get(code, ()):
        return Decided(False, reason("hold_not_open", action=action))
    answer, refused = _answer(definition, party, action, value)
    if refused:
        return Decided(False, refused)
    with writing():  # stored and counted in one moment: a run that ends now must not overwrite the answer
        if answer:
            current = definition.record.objects.select_for_update().get(pk=pk)
            answers = _with_answer(current.answers, code, action, answer)
            definition.record.objects.filter(pk=pk).update(answers=answers)
        operations.resync(definition, [pk], who)
    return Decided(True)


def _asked(party: Any, action: str) -> str:
    """The code of what the party asks now; "" if nothing that such an action answers."""
    if party.gone_at:
        return GONE
    if party.hold:
        return str(party.hold["code"])
    return CHOOSE_MATCH if action == LINK and party.number is None else ""


def _with_answer(answers: dict[str, str], code: str, action: str, answer: str) -> dict[str, str]:
    """The answers after one more; taking a link away, or giving one again, voids what was said before."""
    if action == UNLINK:
        return {UNLINKED: answer}
    if action == RECREATE:
        return {RECREATE: answer}
    others = {key: kept for key, kept in answers.items() if key != UNLINKED}
    return {**others, CHOOSE_MATCH if code == UNLINKED else code: answer}


def _answer(definition: SyncDefinition, party: Any, action: str, value: str) -> tuple[str, Reason | None]:
    """What to store as the answer, or why it cannot be taken."""
    params = party.hold["params"] if party.hold else {}
    match action:
        case "link":
            return _link_answer(definition, party, value)
        case "agree":
            return str(params["number"]), None
        case "apply-kind":
            allowed = value in (params.get("espocrm"), params.get("advoware"))
            return (value, None) if allowed else ("", reason("kind_unknown"))
        case "unlink" | "recreate":
            return str(party.number), None
        case "approve":
            return str(params.get("side", APPROVE)), None
        case "look-again":
            return "", None
    return action, None


def _link_answer(definition: SyncDefinition, party: Any, value: str) -> tuple[str, Reason | None]:
    number = whole_number(value)
    if number is None:
        return "", reason("number_unreadable")
    holders = definition.record.objects.filter(number=number, deleted_at__isnull=True).exclude(pk=party.pk)
    other = holders.values_list("espo_id", flat=True).first()
    return ("", reason(NUMBER_TAKEN, number=number, other=other)) if other else (str(number), None)
