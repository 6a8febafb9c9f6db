"""Open conflicts by cause: those that are held need a person, those that a rule has settled are to be reviewed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import StrIndex, Substr
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console.home_causes import Cause, by_age, list_url, party_url
from syncconsole.console.home_times import hour_text
from syncconsole.console.numbers import grouped
from syncconsole.models.conflict import ConflictKind
from syncconsole.registry import SyncDefinition
from syncconsole.sync.values import REFUSED, other

_CAUSE = ("topic", "kind", "rule", "why")


@dataclass(frozen=True)
class Conflicts:
    """`held` and `review` by cause; `open` counts all rows, also of parties that are paused or wait."""

    held: list[Cause] = field(default_factory=list)
    review: list[Cause] = field(default_factory=list)
    open: int = 0


def conflicts(definition: SyncDefinition) -> Conflicts:
    """One query, whatever the number of conflicts: they are grouped in the database."""
    groups = list(_groups(definition))
    moving = [group for group in groups if group["moves"]]
    return Conflicts(
        held=[_cause(definition, group) for group in moving if group["kind"] == ConflictKind.HELD],
        review=by_age([_cause(definition, group) for group in moving if group["kind"] != ConflictKind.HELD]),
        open=sum(group["n"] for group in groups),
    )


def _groups(definition: SyncDefinition) -> Any:
    moves = Q(party__deleted_at__isnull=True, party__paused_at__isnull=True, party__waits_for="")
    entry = Q(field__contains=":")
    rows = (
        definition.conflict.objects.filter(closed_at__isnull=True)
        .order_by()
        .annotate(
            topic=Case(When(entry, then=Substr("field", 1, StrIndex("field", Value(":")) - 1)), default=F("field")),
            moves=Case(When(moves, then=Value(1)), default=Value(0), output_field=IntegerField()),
        )
    )
    return rows.values(*_CAUSE, "moves").annotate(
        n=Count("pk"),
        first=Min("pk"),
        name=Min("party__name"),
        party_key=Min("party_id"),
        espo_id=Min("party__espo_id"),
        since=Min("opened_at"),
        latest=Max("opened_at"),
        espo=Min("value_espo"),
        espo_last=Max("value_espo"),
        advoware=Min("value_advoware"),
        advoware_last=Max("value_advoware"),
        loser=Min(KT("kept__0__side")),
        loser_last=Max(KT("kept__0__side")),
    )


def _cause(definition: SyncDefinition, group: dict[str, Any]) -> Cause:
    is_held, single = group["kind"] == ConflictKind.HELD, group["n"] == 1
    inbox = list_url(definition.conflict, kind=group["kind"], field=group["topic"], rule=group["rule"])
    return Cause(
        icon="diamond-half" if is_held else "diamond-tick",
        role="ask",
        title=_title(group),
        text=_held_text(group) if is_held else _review_text(group),
        since=group["since"],
        count=group["n"],
        button=_button(group, is_held),
        url=list_url(definition.conflict, at=str(group["first"])) if single else inbox,
        name=(group["name"] or group["espo_id"]) if single else "",
        party_url=party_url(definition, group["party_key"]) if single else "",
        filled=is_held,
    )


def _button(group: dict[str, Any], is_held: bool) -> str:
    count = group["n"]
    if is_held:
        return gettext("Decide") if count == 1 else gettext("Decide %(count)s") % {"count": grouped(count)}
    if count == 1:
        return gettext("Review")
    every = gettext("Review all %(count)s") if _same_values(group) else gettext("Review %(count)s")
    return every % {"count": grouped(count)}


def _title(group: dict[str, Any]) -> str:
    words = _what(group) % {"field": wording.field_label(group["topic"]), **_values(group)}
    words = words[:1].upper() + words[1:]
    if group["n"] == 1:
        return words
    pattern = gettext("%(count)s × same cause: %(cause)s") if _same_values(group) else "%(count)s × %(cause)s"
    return pattern % {"count": grouped(group["n"]), "cause": words}


def _what(group: dict[str, Any]) -> str:
    if group["kind"] == ConflictKind.HELD:
        return gettext("%(field)s changed differently in both systems")
    if "first_link" in group["rule"]:
        return gettext("%(field)s differed when first linked")
    if not _same_values(group):
        return _without_values(group)
    if group["kind"] == ConflictKind.DIFFERENCE:
        return gettext("%(field)s “%(espo)s”, in Advoware “%(advoware)s”")
    return gettext("%(field)s “%(espo)s” instead of “%(advoware)s”")


def _without_values(group: dict[str, Any]) -> str:
    if group["kind"] != ConflictKind.DIFFERENCE:
        return gettext("%(field)s was settled by rule")
    return gettext("%(field)s was refused") if group["why"] == REFUSED else gettext("%(field)s is stored differently")


def _same_values(group: dict[str, Any]) -> bool:
    return bool(group["espo"] == group["espo_last"] and group["advoware"] == group["advoware_last"])


def _values(group: dict[str, Any]) -> dict[str, str]:
    return {"espo": wording.value_text(group["espo"]), "advoware": wording.value_text(group["advoware"])}


def _held_text(group: dict[str, Any]) -> str:
    kept = gettext("Neither value is overwritten before you decide.")
    if not _same_values(group):
        return kept
    values = gettext("EspoCRM “%(espo)s”, Advoware “%(advoware)s”.") % _values(group)
    return f"{values} {kept}"


def _review_text(group: dict[str, Any]) -> str:
    latest = gettext("Latest %(time)s.") % {"time": hour_text(group["latest"])}
    return f"{_rule(group)} {latest}".strip()


def _rule(group: dict[str, Any]) -> str:
    if group["kind"] == ConflictKind.DIFFERENCE:
        return gettext("Both stay as they are until somebody changes one.")
    if group["rule"] == "first_link_newer":
        return gettext("The newer value applies.")
    if not group["loser"] or group["loser"] != group["loser_last"]:
        return ""
    return gettext("%(system)s won by rule.") % {"system": wording.system_label(other(group["loser"]))}
