"""What phones and mails add to the list of Beteiligte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from beteiligte.admin import BeteiligteAdmin
from kommunikation.models import Kommunikation
from syncconsole.console import facets
from syncconsole.console.party_filters import WhoActsFilter

# Written out: a database takes the partial index only if it sees the index's own condition.
_ZERO = RawSQL("0", (), output_field=IntegerField())


class UnwritableEntriesFilter(SimpleListFilter):
    """Parties with an entry that one system holds and the other cannot get."""

    title = _("entries that cannot be written")
    parameter_name = "unwritable"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice beside "all"."""
        return [("yes", _("Present"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those parties."""
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=Kommunikation.objects.filter(unwritable__gt=_ZERO).values("party"))

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Its choice leads to all such parties: most of them are not open any more."""
        for choice in super().choices(changelist):
            if choice["display"] == str(_("Present")):
                shown = {WhoActsFilter.parameter_name: facets.ALL, self.parameter_name: "yes"}
                choice = {**choice, "query_string": changelist.get_query_string(shown, ["p"])}
            yield choice


BeteiligteAdmin.add_filter(UnwritableEntriesFilter)
