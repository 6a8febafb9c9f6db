"""Setting a party aside from its page, and where such parties stand in the list."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from syncconsole import clock
from syncconsole.console.times import day_and_time
from syncconsole.people import setting_aside
from syncconsole.sync.link import GONE


def view(party_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """POST: set aside until tomorrow what this party asks. The history says who, and `note` if it was given."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    party_admin.require(request, "view")
    party_admin.require(request, "decide")
    party = get_object_or_404(party_admin.model, pk=pk)
    until = setting_aside.set_aside(party_admin.definition, party.pk)
    words = {"name": party, "time": day_and_time(until) if until else ""}
    note = request.POST.get("note", "").strip()[:500]
    noted = gettext("Set aside until %(time)s.") % words
    party_admin.log_change(request, party, f"{noted} {note}".strip())
    said = gettext("%(name)s stands at the end of the list until %(time)s. It still counts.")
    party_admin.message_user(request, said % words)
    return redirect(party_admin.url_name("changelist"))


def with_later(parties: QuerySet[Any]) -> QuerySet[Any]:
    """`parties` with `later`: 1 for those that are set aside, 0 for all others."""
    asked = Case(
        When(gone_at__isnull=False, then=Value(GONE)),
        When(hold__isnull=False, then=KT("hold__code")),
        default=Value(""),
        output_field=TextField(),
    )
    aside = When(later_until__gt=clock.now(), later_code=F("asked"), then=Value(1))
    later = Case(aside, default=Value(0), output_field=IntegerField())
    found: QuerySet[Any] = parties.annotate(asked=asked).annotate(later=later)
    return found


def aside_until(party: Any) -> str:
    """ "Set aside until tomorrow 00:00", or "" if it is not."""
    if not setting_aside.is_aside(party):
        return ""
    return gettext("set aside until %(time)s") % {"time": day_and_time(party.later_until)}
