"""Filters of the party list under a name that a user gave them; each user sees only the own ones."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext

from syncconsole.console.filter_words import NOT_A_FILTER
from syncconsole.models import SavedFilter

LONGEST_NAME, LONGEST_QUERY, MOST = 60, 2000, 50


def of_user(party_admin: Any, request: HttpRequest) -> list[SavedFilter]:
    """The user's filters of this list, by name."""
    return list(_own(party_admin, request).order_by("name")[:MOST])


def remember(party_admin: Any, request: HttpRequest) -> HttpResponse:
    """POST: keep the posted `query` under the posted `name`; the same name again replaces it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    party_admin.require(request, "view")
    name, query = request.POST.get("name", "").strip()[:LONGEST_NAME], _only_filter(request.POST.get("query", ""))
    own = _own(party_admin, request)
    if not name:
        party_admin.message_user(request, gettext("Please give the filter a name."), level="warning")
    elif own.exclude(name=name).count() >= MOST:
        party_admin.message_user(request, gettext("Please remove a filter first: there are too many."), level="warning")
    else:
        about = {"name": name, "user_id": request.user.pk, "definition": party_admin.definition.name}
        SavedFilter.objects.update_or_create(**about, defaults={"query": query})
        party_admin.message_user(request, gettext("Remembered as “%(name)s”.") % {"name": name})
    return _back(party_admin, query)


def forget(party_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """POST: remove one of the user's own filters; 404 for anybody else's."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    party_admin.require(request, "view")
    saved = get_object_or_404(_own(party_admin, request), pk=pk)
    saved.delete()
    party_admin.message_user(request, gettext("“%(name)s” is no longer remembered.") % {"name": saved.name})
    return _back(party_admin, _only_filter(request.POST.get("query", "")))


def _own(party_admin: Any, request: HttpRequest) -> QuerySet[SavedFilter]:
    user: Any = request.user
    return SavedFilter.objects.filter(user=user, definition=party_admin.definition.name)


def _only_filter(query: str) -> str:
    """The query string without page and order; "" if it is too long to be kept."""
    kept = QueryDict(query[: LONGEST_QUERY + 1], mutable=True)
    for name in NOT_A_FILTER:
        kept.pop(name, None)
    encoded = kept.urlencode()
    return encoded if len(encoded) <= LONGEST_QUERY else ""


def _back(party_admin: Any, query: str) -> HttpResponse:
    return redirect(f"{reverse(party_admin.url_name('changelist'))}?{query}")
