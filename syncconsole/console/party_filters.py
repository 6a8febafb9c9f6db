"""Filters of the party list: the chips (who has to act) and the kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from syncconsole import wording
from syncconsole.console import facets


class WhoActsFilter(SimpleListFilter):
    """The chips above the list. Without a choice, and for an unknown one, the open parties are shown."""

    title = _("Who acts")
    parameter_name = "show"
    chips = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All facets; their conditions belong to the admin's sync."""
        self.definition = model_admin.definition
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
        counted = facets.counts(self.definition)
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


class KindFilter(SimpleListFilter):
    """Person or company."""

    title = _("Kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The kinds that the mapping knows."""
        kinds = sorted({kind for field in model_admin.definition.mapping().fields for kind in field.kinds})
        return [(kind, wording.kind_label(kind)) for kind in reversed(kinds)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Parties of that kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset
