"""What is in the way of open parties, grouped: by the code of an error or a hold, or by the field of a conflict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from syncconsole import wording
from syncconsole.console import facets
from syncconsole.console.cause_words import cause_label
from syncconsole.models.record import ATTENTION
from syncconsole.registry import SyncDefinition

ERROR, HOLD, FIELD = "error", "hold", "field"
NO_CAUSES = ("in_sync", "deleted", "under_way")  # facets of parties that nothing is in the way of


@dataclass(frozen=True)
class Cause:
    """`value` stands in addresses: "error:timeout", "hold:choose_match", "field:lastName"."""

    value: str
    label: str
    count: int


def causes(definition: SyncDefinition, facet: str) -> list[Cause]:
    """The causes of the facet's parties, the most frequent first; two queries over what is open, never over all."""
    if facet in NO_CAUSES:
        return []
    shown = facets.conditions(definition)[facet] & Q(sync_status__in=ATTENTION)
    counts = _codes(definition, shown) | _fields(definition, shown)
    found = [Cause(value, label_of(value), count) for value, count in counts.items()]
    return sorted(found, key=lambda cause: (-cause.count, cause.label))


def _codes(definition: SyncDefinition, shown: Q) -> Counter[str]:
    rows = definition.record.objects.filter(shown).order_by().values("error__code", "hold__code")
    counts = Counter[str]()
    for row in rows.annotate(n=Count("pk")):
        for kind in (ERROR, HOLD):
            if code := row[f"{kind}__code"]:
                counts[f"{kind}:{code}"] += row["n"]
    return counts


def _fields(definition: SyncDefinition, shown: Q) -> Counter[str]:
    """Entries of one kind (phone:1, phone:2) count as one cause."""
    parties = definition.record.objects.filter(shown).values("pk")
    rows = definition.conflict.objects.filter(closed_at__isnull=True, party__in=parties).order_by()
    counts = Counter[str]()
    for row in rows.values("field").annotate(n=Count("party", distinct=True)):
        counts[f"{FIELD}:{row['field'].partition(':')[0]}"] += row["n"]
    return counts


def condition(definition: SyncDefinition, value: str) -> Q | None:
    """The condition of a cause by its value; None for a value that means nothing."""
    kind, _, name = value.partition(":")
    if not name:
        return None
    if kind in (ERROR, HOLD):
        return Q(**{f"{kind}__code": name})
    if kind == FIELD:
        open_ones = definition.conflict.objects.filter(closed_at__isnull=True)
        open_ones = open_ones.filter(Q(field=name) | Q(field__startswith=f"{name}:"))
        return Q(pk__in=open_ones.values("party"))
    return None


def label_of(value: str) -> str:
    """What people call a cause."""
    kind, _, name = value.partition(":")
    return wording.field_label(name) if kind == FIELD else cause_label(name)
