"""Parties that stand still until a person acts, by cause: holds, refusals, what was given up, what is gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db.models import Case, Count, IntegerField, Min, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console import badges, facets
from syncconsole.console.badges import Badge
from syncconsole.console.cause_words import cause_label
from syncconsole.console.home_causes import Cause, list_url, party_url
from syncconsole.console.numbers import grouped
from syncconsole.registry import SyncDefinition
from syncconsole.sync import link
from syncconsole.sync.states import SyncStatus

GONE, GIVEN_UP, OTHER = 1, 2, 0
_CAUSE = ("standing", "hold__code", "error__code", "error__params__field")

Group = dict[str, Any]


def needs(definition: SyncDefinition, *, may_resync: bool, waits_for: str = "") -> list[Cause]:
    """One query, whatever the number of parties. `waits_for`: a system that is down, so trying again is of no use."""
    return [_cause(definition, group, may_resync, waits_for) for group in _groups(definition)]


def _groups(definition: SyncDefinition) -> Any:
    """Conflicts alone are told by field (`home_conflicts`), so they are left out."""
    stands = Case(
        When(gone_at__isnull=False, then=Value(GONE)),
        When(sync_status=SyncStatus.PERMANENTLY_FAILED, then=Value(GIVEN_UP)),
        default=Value(OTHER),
        output_field=IntegerField(),
    )
    rows = definition.record.objects.filter(facets.conditions(definition)["needs_you"])
    rows = rows.exclude(Q(sync_status=SyncStatus.CONFLICT, hold__isnull=True)).order_by()
    return (
        rows.annotate(standing=stands)
        .values(*_CAUSE)
        .annotate(
            n=Count("pk"),
            party=Min("pk"),
            name=Min("name"),
            espo_id=Min("espo_id"),
            number=Min("number"),
            since=Min("changed_at"),
            hold_text=Min(Cast("hold", TextField())),
            error_text=Min(Cast("error", TextField())),
        )
    )


def _cause(definition: SyncDefinition, group: Group, may_resync: bool, waits_for: str) -> Cause:
    single, shown = group["n"] == 1, _badge(group)
    title, text = _told(group, waits_for)
    button, post = _button(group, may_resync and not waits_for)
    return Cause(
        icon=shown.icon,
        role=shown.role,
        title=title,
        text=text,
        since=group["since"],
        count=group["n"],
        button=button,
        url=_resync_url(definition, group["party"]) if post else _way(definition, group),
        name=(group["name"] or group["espo_id"]) if single else "",
        party_url=party_url(definition, group["party"]) if single else "",
        post=post,
        filled=post or group["hold__code"] is not None,
    )


def _badge(group: Group) -> Badge:
    if group["standing"] == GONE:
        return badges.GONE
    if group["standing"] == GIVEN_UP:
        return badges.GIVEN_UP
    return badges.DECISION if group["hold__code"] else badges.REJECTED


def _reason(group: Group) -> dict[str, Any] | None:
    if group["standing"] == GONE:
        return {"code": link.GONE, "params": {"number": group["number"]}}
    text = group["hold_text"] if group["hold__code"] else group["error_text"]
    return json.loads(text) if text else None


def _told(group: Group, waits_for: str) -> tuple[str, str]:
    """Title and text of the cause."""
    if group["n"] > 1:
        words = {"count": grouped(group["n"]), "cause": _short(group)}
        return gettext("%(count)s × same cause: %(cause)s") % words, ""
    title, text = _words(group)
    if waits_for and group["standing"] == GIVEN_UP:
        text = gettext("Waits for %(system)s like all others.") % {"system": wording.system_label(waits_for)}
    return title, text


def _words(group: Group) -> tuple[str, str]:
    """Of one party: what the matter is, and what it means."""
    first, rest = _first_sentence(wording.say(_reason(group)))
    if group["standing"] != GIVEN_UP:
        return first, rest
    given_up, _ = _first_sentence(wording.say({"code": "given_up", "params": {}}))
    return f"{given_up}: {first}" if first else given_up, rest


def _first_sentence(text: str) -> tuple[str, str]:
    first, _, rest = text.partition(". ")
    return first.rstrip("."), rest


def _short(group: Group) -> str:
    """What several have in common."""
    if group["standing"] == GONE:
        return str(badges.GONE.word)
    label = cause_label(group["hold__code"] or group["error__code"] or "")
    if group["error__params__field"] and not group["hold__code"]:
        label = f"{label}: {wording.field_label(group['error__params__field'])}"
    return f"{badges.GIVEN_UP.word}, {label}" if group["standing"] == GIVEN_UP else label


_BUTTONS: dict[str, Callable[[], str]] = {
    link.CHOOSE_MATCH: lambda: gettext("Choose match"),
    link.CREATE_UNKNOWN: lambda: gettext("Choose match"),
}


def _button(group: Group, may_try: bool) -> tuple[str, bool]:
    """Its words, and whether it acts at once."""
    if group["n"] > 1:
        return gettext("See all %(count)s") % {"count": grouped(group["n"])}, False
    if group["standing"] == GIVEN_UP and may_try:
        return gettext("Sync again"), True
    if group["hold__code"] in _BUTTONS:
        return _BUTTONS[group["hold__code"]](), False
    return (gettext("Decide") if group["hold__code"] or group["standing"] == GONE else gettext("Look at it")), False


def _way(definition: SyncDefinition, group: Group) -> str:
    if group["n"] == 1:
        return party_url(definition, group["party"])
    query = {"show": "needs_you"}
    if group["standing"] != GONE and (group["hold__code"] or group["error__code"]):
        kind = "hold" if group["hold__code"] else "error"
        query["cause"] = f"{kind}:{group[f'{kind}__code']}"
    return list_url(definition.record, **query)


def _resync_url(definition: SyncDefinition, pk: int) -> str:
    meta = definition.record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_resync", args=[pk])
