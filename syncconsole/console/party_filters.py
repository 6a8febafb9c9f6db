"""Filters of the party list: the chips (who has to act), the cause, the kind, since when, and the bulk action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from syncconsole import clock, wording
from syncconsole.bulk import acts
from syncconsole.console import bulk_words, causes, facets
from syncconsole.models.bulk import BulkItem, BulkRun, ItemState
from syncconsole.registry import SyncDefinition

SHOW, RUN = "show", "run"
COUNTED = (facets.OPEN, "needs_you", "to_review", "will_retry", "waiting")  # few parties: their filters show counts
SHOWN_RUNS = 5


class WhoActsFilter(SimpleListFilter):
    """The chips above the list. Without a choice, and for an unknown one, the open parties are shown."""

    title = _("Who acts")
    parameter_name = SHOW
    chips = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All facets; their conditions belong to the admin's sync."""
        self.definition, self.request = model_admin.definition, request
        return [(facet.name, facet.word) for facet in facets.FACETS]

    @property
    def chosen(self) -> str:
        """The facet in force."""
        value = self.value()
        return value if value in facets.NAMES else facets.OPEN

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The parties of the chosen facet."""
        return queryset.filter(facets.conditions(self.definition)[self.chosen])

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """One chip per facet with its count; "all" comes without Django's own "All" entry."""
        counted = facet_counts(self.definition, self.request)
        for facet in facets.FACETS:
            if facet.name in ("waiting", "deleted") and not counted[facet.name] and facet.name != self.chosen:
                continue
            yield {
                "selected": facet.name == self.chosen,
                "query_string": changelist.get_query_string({self.parameter_name: facet.name}, ["p"]),
                "display": facet.word,
                "facet": facet,
                "count": counted[facet.name],
            }


class CountedFilter(SimpleListFilter):
    """A filter whose choices carry counts where they are cheap; `counts` by value."""

    counts: dict[str, int]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Django's choices, with `count`."""
        values = [None, *(value for value, _ in self.lookup_choices)]
        for value, choice in zip(values, super().choices(changelist), strict=True):
            yield {**choice, "count": self.counts.get(value) if value else None}


class CauseFilter(CountedFilter):
    """What is in the way: the kind of error or hold, or the field of a conflict."""

    title = _("Cause")
    parameter_name = "cause"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The causes of the chosen facet's parties, and the one in force even if nobody has it any more."""
        self.definition = model_admin.definition
        found = causes.causes(self.definition, shown_facet(request))
        self.counts = {cause.value: cause.count for cause in found}
        choices: list[tuple[str, Any]] = [(cause.value, cause.label) for cause in found]
        value = self.value()
        if value and value not in self.counts and causes.condition(self.definition, value) is not None:
            choices.append((value, causes.label_of(value)))
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Parties with that cause; all for a value that means nothing."""
        condition = causes.condition(self.definition, self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class KindFilter(CountedFilter):
    """Person or company."""

    title = _("Kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The kinds that the mapping knows."""
        self.counts = _kinds_and_spans(model_admin.definition, request)
        return [(kind, wording.kind_label(kind)) for kind in reversed(_kinds(model_admin.definition))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Parties of that kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class SinceFilter(CountedFilter):
    """Since when a party stands as it does: when the newest reason to sync came."""

    title = _("Since")
    parameter_name = "since"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Today, yesterday, longer."""
        self.counts = _kinds_and_spans(model_admin.definition, request)
        return [("today", _("Today")), ("yesterday", _("Yesterday")), ("longer", _("Longer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Parties of that span; all for an unknown one."""
        return queryset.filter(_spans().get(self.value() or "", Q()))


class RunFilter(CountedFilter):
    """The parties of a bulk action: "312", or "312.retry" for those that ended so."""

    title = _("Bulk action")
    parameter_name = RUN
    closed = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The newest few, and the one in force."""
        newest = BulkRun.objects.filter(definition=model_admin.definition.name)[:SHOWN_RUNS]
        choices: list[tuple[str, Any]] = [(str(run.pk), _run_words(run)) for run in newest]
        self.counts = {str(run.pk): run.total for run in newest}
        value = self.value()
        if value and value not in self.counts and _items(value) is not None:
            choices.append((value, _value_words(value)))
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Its parties; all for a value that means nothing."""
        items = _items(self.value() or "")
        return queryset if items is None else queryset.filter(pk__in=items.values("party"))


def shown_facet(request: HttpRequest) -> str:
    """The facet that a list's address asks for."""
    value = request.GET.get(SHOW, "")
    return value if value in facets.NAMES else facets.OPEN


def facet_counts(definition: SyncDefinition, request: HttpRequest) -> dict[str, int]:
    """How many parties are in each facet, asked once per request."""
    known: dict[str, int] | None = getattr(request, "facet_counts", None)
    if known is None:
        known = facets.counts(definition)
        request.facet_counts = known  # type: ignore[attr-defined]
    return known


def _kinds_and_spans(definition: SyncDefinition, request: HttpRequest) -> dict[str, int]:
    """How many of the chosen facet's parties are of each kind and span, asked once per request.

    {} where counting would scan the table.
    """
    facet = shown_facet(request)
    if facet not in COUNTED:
        return {}
    known: dict[str, int] | None = getattr(request, "kinds_and_spans", None)
    if known is None:
        conditions = {kind: Q(kind=kind) for kind in _kinds(definition)} | _spans()
        parties = definition.record.objects.filter(facets.conditions(definition)[facet])
        known = parties.aggregate(**{name: Count("pk", filter=condition) for name, condition in conditions.items()})
        request.kinds_and_spans = known  # type: ignore[attr-defined]
    return known


def _kinds(definition: SyncDefinition) -> list[str]:
    return sorted({kind for field in definition.mapping().fields for kind in field.kinds})


def _spans() -> dict[str, Q]:
    today = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = _midnight_before(today)
    return {
        "today": Q(changed_at__gte=today),
        "yesterday": Q(changed_at__gte=yesterday, changed_at__lt=today),
        "longer": Q(changed_at__lt=yesterday),
    }


def _midnight_before(midnight: datetime) -> datetime:
    """The day before's, also where the clocks were changed between them."""
    return timezone.make_aware(midnight.replace(tzinfo=None) - timedelta(days=1))


def _items(value: str) -> QuerySet[BulkItem] | None:
    pk, _, state = value.partition(".")
    if not pk.isdecimal() or len(pk) > 18 or (state and state not in ItemState.values):
        return None
    items = BulkItem.objects.filter(run=int(pk))
    return items.filter(state=state) if state else items


def _run_words(run: BulkRun) -> str:
    return f"{run.pk}: {bulk_words.WORDS[run.act].title}" if run.act in acts.ACTS else str(run.pk)


def _value_words(value: str) -> str:
    pk, _, state = value.partition(".")
    number = gettext("Bulk action %(run)s") % {"run": pk}
    return f"{number}: {ItemState(state).label}" if state else number
