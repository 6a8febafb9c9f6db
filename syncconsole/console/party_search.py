"""Finding a party by its number, its EspoCRM id or the beginning of its name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

GREATEST_NUMBER = 2**31 - 1
NUMBER_PREFIX = "betnr:"


def find(parties: QuerySet[Any], term: str) -> QuerySet[Any]:
    """The parties that `term` means; all of them for a blank one. Each way of looking has an index."""
    wanted = term.strip()
    if not wanted:
        return parties
    digits = wanted.removeprefix(NUMBER_PREFIX)
    if digits.isdecimal() and int(digits) <= GREATEST_NUMBER:
        return parties.filter(Q(number=int(digits)) | Q(espo_id=wanted))
    return parties.filter(Q(espo_id=wanted) | Q(name__istartswith=wanted))


def find_view(party_admin: Any, request: HttpRequest) -> HttpResponse:
    """Open the one party found, or the list of all that were found."""
    if not party_admin.has_view_permission(request):
        raise PermissionDenied
    term = request.GET.get("q", "")
    found = list(find(party_admin.model.objects.all(), term).values_list("pk", flat=True)[:2]) if term.strip() else []
    if len(found) == 1:
        return redirect(party_admin.url_name("change"), found[0])
    return redirect(f"{reverse(party_admin.url_name('changelist'))}?{urlencode({'show': 'all', 'q': term})}")
