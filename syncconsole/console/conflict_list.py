"""The queue of the conflict inbox: open questions, those with the same two values as one item, held ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex, Substr
from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from syncconsole import wording
from syncconsole.models.conflict import ConflictKind
from syncconsole.people import alike
from syncconsole.registry import SyncDefinition

PER_PAGE = 25
MOST_GROUPED = 5000  # of more open rows only the first are grouped: every page does it anew
FILTERS = ("kind", "field", "rule")
_HELD_FIRST = Case(When(kind=ConflictKind.HELD, then=Value(0)), default=Value(1), output_field=IntegerField())
_SAME = ("kind", "topic", "rule", "why", "value_espo", "value_advoware")


@dataclass(frozen=True)
class Item:
    """Open rows with the same question and the same two values; `pk` and `party` are those of the first one."""

    pk: int
    party: Any
    count: int
    section: str
    label: str
    values: str
    since: datetime

    @property
    def title(self) -> str:
        """How the list calls it: the party's name, or how many of what."""
        return f"{self.count} × {self.label}" if self.count > 1 else str(self.party)

    @property
    def others(self) -> str:
        """The party that stands for several, and how many more there are."""
        more = self.count - 1
        sentence = ngettext("%(name)s and %(count)s other", "%(name)s and %(count)s others", more)
        return sentence % {"name": self.party, "count": more}


@dataclass(frozen=True)
class Slice:
    """One page of groups; `more` whether others follow."""

    rows: list[dict[str, Any]]
    number: int
    more: bool


@dataclass(frozen=True)
class Totals:
    """How many questions are open, how many of them are held, and the newest one's key."""

    total: int
    held: int
    newest: int

    @property
    def to_review(self) -> int:
        """Those that nothing waits for."""
        return self.total - self.held


def open_rows(definition: SyncDefinition, query: QueryDict) -> QuerySet[Any]:
    """The open rows; `like` = a row's key leaves those with its question and values, else FILTERS are heeded."""
    rows: QuerySet[Any] = definition.conflict.objects.none()
    like = str(query.get("like", ""))
    if like.isdecimal():
        example = definition.conflict.objects.filter(pk=int(like)).first()
        return alike.alike(definition, example, alike.VALUES) if example else rows
    rows = definition.conflict.objects.filter(closed_at__isnull=True)
    asked = {name: query[name] for name in FILTERS if query.get(name)}
    topic = asked.pop("field", "")
    if topic:
        rows = rows.filter(Q(field=topic) | Q(field__startswith=f"{topic}:"))
    return rows.filter(**asked)


def totals(definition: SyncDefinition) -> Totals:
    """Of all open rows, whatever the filter."""
    held = Count("pk", filter=Q(kind=ConflictKind.HELD))
    found = definition.conflict.objects.filter(closed_at__isnull=True).aggregate(n=Count("pk"), h=held, m=Max("pk"))
    return Totals(found["n"], found["h"], found["m"] or 0)


def queue(definition: SyncDefinition, rows: QuerySet[Any], put_off: Sequence[int], page: str | None) -> Slice:
    """One page of groups: what was put off at the end, held ones first, then by field and cause."""
    rows = _first_ones(definition, rows)
    entry = Q(field__contains=":")
    topic = Case(When(entry, then=Substr("field", 1, StrIndex("field", Value(":")) - 1)), default=F("field"))
    groups = rows.order_by().annotate(topic=topic).values(*_SAME).annotate(first=Min("pk"), n=Count("pk"))
    later = Case(When(first__in=put_off, then=Value(1)), default=Value(0), output_field=IntegerField())
    groups = groups.annotate(since=Min("opened_at"), rank=_HELD_FIRST, later=later)
    ordered = groups.order_by("later", "rank", "topic", "rule", "-n", "since", "first")
    return _slice(ordered, page)


def _first_ones(definition: SyncDefinition, rows: QuerySet[Any]) -> QuerySet[Any]:
    keys = rows.order_by(_HELD_FIRST, "pk").values("pk")
    few: QuerySet[Any] = definition.conflict.objects.filter(pk__in=keys[:MOST_GROUPED])
    return few if keys[MOST_GROUPED : MOST_GROUPED + 1].exists() else rows


def _slice(groups: QuerySet[Any], page: str | None) -> Slice:
    """One page, without counting all: that would group them a second time."""
    number = max(1, int(page)) if page and page.isdecimal() and len(page) < 7 else 1
    start = (number - 1) * PER_PAGE
    found = list(groups[start : start + PER_PAGE + 1])
    if not found and number > 1:  # beyond the end, for others have settled what was there
        return _slice(groups, "1")
    return Slice(found[:PER_PAGE], number, len(found) > PER_PAGE)


def single_rows(rows: QuerySet[Any], page: str | None) -> Slice:
    """The same for rows that are all alike: one item each."""
    columns = ("kind", "field", "rule", "value_espo", "value_advoware")
    each = rows.order_by("pk").annotate(topic=F("field"), first=F("pk"), since=F("opened_at"))
    with_count = each.annotate(n=Value(1), later=Value(0)).values(*columns, "topic", "first", "n", "since", "later")
    return _slice(with_count, page)


def items(definition: SyncDefinition, groups: Slice) -> list[Item]:
    """The groups of a page with the party that stands for each: one query."""
    firsts = [group["first"] for group in groups.rows]
    rows = definition.conflict.objects.filter(pk__in=firsts).select_related("party")
    parties = {row.pk: row.party for row in rows.only("pk", "party__name", "party__espo_id")}
    return [_item(group, parties[group["first"]]) for group in groups.rows if group["first"] in parties]


def _item(group: dict[str, Any], party: Any) -> Item:
    values = {"one": wording.value_text(group["value_espo"]), "other": wording.value_text(group["value_advoware"])}
    return Item(
        pk=group["first"],
        party=party,
        count=group["n"],
        section=_section(group),
        label=wording.field_label(group["topic"]),
        values=gettext("EspoCRM “%(one)s”, Advoware “%(other)s”") % values,
        since=group["since"],
    )


def _section(group: dict[str, Any]) -> str:
    if group["later"]:
        return gettext("Later")
    return gettext("Waits for you") if group["kind"] == ConflictKind.HELD else gettext("To review")
