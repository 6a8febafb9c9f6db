"""What a person does in the conflict inbox: decide one or all alike, put off, take back; each stands in the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console import conflict_memory
from syncconsole.models.conflict import Resolution
from syncconsole.people import alike, undo
from syncconsole.people.alike import CAUSE, VALUES
from syncconsole.registry import SyncDefinition

LONGEST_NOTE = 500


def note_of(request: HttpRequest) -> str:
    """Why, as the person wrote it."""
    return request.POST.get("note", "").strip()[:LONGEST_NOTE]


def decide_alike(definition: SyncDefinition, request: HttpRequest, example: Any, scope: str) -> None:
    """Decide one portion of those like `example`; what is left and left out is remembered for the page."""
    who, note = request.user.get_username(), note_of(request)
    before = _act_to_go_on_with(request, definition, example.pk)
    chosen = alike.Choice(request.POST["choice"], who, before["moment"], note) if before else None
    chosen = chosen or alike.now_by(who, request.POST["choice"], note)
    settled = alike.decide_alike(
        definition,
        example,
        scope,
        chosen,
        upto=whole(request.POST.get("upto")),
        after=before["last"] if before else 0,
        seen=(request.POST.get("espo", ""), request.POST.get("advoware", "")),
    )
    log_parties(request, definition, settled.parties, _said(example.field, chosen.choice, note))
    _remember(definition, request, example, scope, chosen, settled, before)


def remember_one(definition: SyncDefinition, request: HttpRequest, row: Any) -> None:
    """Note a single decision in the history, and for the page."""
    choice, note = request.POST["choice"], note_of(request)
    log_parties(request, definition, [row.party_id], _said(row.field, choice, note))
    conflict_memory.remember_act(request, definition.conflict, {"pk": row.pk, "count": 1, "choice": choice})


def take_back_one(definition: SyncDefinition, request: HttpRequest, row: Any) -> Any:
    """Take one decision back; what the domain said of it."""
    note, shown = note_of(request), request.POST.get("asks_again")
    asks_again = None if shown is None else shown == "yes"
    decided = undo.take_back(definition, row.pk, request.user.get_username(), note, asks_again=asks_again)
    if decided.done:
        log_parties(request, definition, [row.party_id], _said_back(row.field, note))
        _remember_undone(request, definition, row.pk, 1, {})
    return decided


def take_back_last(definition: SyncDefinition, request: HttpRequest, act: dict[str, Any]) -> None:
    """Take back what this person decided last for several parties, in portions until none is left."""
    note, moment = note_of(request), datetime.fromisoformat(act["moment"])
    who, example = request.user.get_username(), definition.conflict.objects.get(pk=act["pk"])
    undone = undo.take_back_all(definition, act["by"], moment, who, note, act.get("undone_upto", 0))
    log_parties(request, definition, undone.parties, _said_back(example.field, note))
    if undone.remaining:  # the same act once more: what is left of it can be taken back as well
        act = {**act, "undone_upto": undone.last, "undone": len(undone.parties), "undo_remaining": undone.remaining}
        conflict_memory.remember_act(request, definition.conflict, act)
    else:
        _remember_undone(request, definition, example.pk, len(undone.parties), undone.left_out)


def _act_to_go_on_with(request: HttpRequest, definition: SyncDefinition, pk: int) -> dict[str, Any] | None:
    """The last act, if the person asks for the rest of just that."""
    act = conflict_memory.last_act(request, definition.conflict)
    if not act or not request.POST.get("go_on") or act.get("pk") != pk or not act.get("remaining"):
        return None
    return {**act, "moment": datetime.fromisoformat(act["moment"])}


def _remember(
    definition: SyncDefinition,
    request: HttpRequest,
    example: Any,
    scope: str,
    chosen: alike.Choice,
    settled: alike.Settled,
    before: dict[str, Any] | None,
) -> None:
    earlier = before or {"count": 0, "left_out": {}}
    left_out = dict(settled.left_out)
    for why, count in earlier["left_out"].items():
        left_out[why] = left_out.get(why, 0) + count
    act = {
        "pk": example.pk,
        "by": chosen.who,
        "moment": chosen.moment.isoformat(),
        "choice": chosen.choice,
        "note": chosen.note,
        "scope": scope,
        "count": earlier["count"] + len(settled.parties),
        "left_out": left_out,
        "last": settled.last,
        "upto": whole(request.POST.get("upto")),
        "remaining": settled.remaining,
    }
    conflict_memory.remember_act(request, definition.conflict, act)


def _remember_undone(
    request: HttpRequest, definition: SyncDefinition, pk: int, count: int, left_out: dict[str, int]
) -> None:
    act = {"pk": pk, "count": count, "taken_back": True, "left_out": left_out}
    conflict_memory.remember_act(request, definition.conflict, act)


def log_parties(request: HttpRequest, definition: SyncDefinition, parties: Sequence[int], message: str) -> None:
    """One line in the history of each party: who is the entry's user, why is the note in the message."""
    content_type, user = ContentType.objects.get_for_model(definition.record), int(request.user.pk or 0)
    names = {party.pk: str(party) for party in definition.record.objects.filter(pk__in=parties).only("name", "espo_id")}
    LogEntry.objects.bulk_create(
        [
            LogEntry(
                user_id=user,
                content_type=content_type,
                object_id=str(pk),
                object_repr=names.get(pk, str(pk))[:200],
                action_flag=CHANGE,
                change_message=message,
            )
            for pk in parties
        ],
        batch_size=500,
    )


def _said(field: str, choice: str, note: str) -> str:
    said = f"{wording.field_label(field)}: {Resolution(choice).label}"
    return f"{said}. {note}" if note else said


def _said_back(field: str, note: str) -> str:
    said = gettext("%(field)s: decision taken back") % {"field": wording.field_label(field)}
    return f"{said}. {note}" if note else said


def whole(text: str | None) -> int:
    """A key from a form; 0 for what is none."""
    return int(text) if text and text.isdecimal() else 0


def is_group(scope: str) -> bool:
    """Whether a form asks for several parties."""
    return scope in (VALUES, CAUSE)
