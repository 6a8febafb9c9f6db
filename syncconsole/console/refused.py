"""The page that says no: what was refused, to which role it belongs, and whom to ask."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from syncconsole import roles
from syncconsole.console.permissions import MissingPermission, in_words

PEOPLE_NAMED = 2
_PAGES = ("changelist", "change", "history", "find")  # pages that need nothing but "view"


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with a page; `exception` tells the permission if it is a MissingPermission."""
    permission = exception.permission if isinstance(exception, MissingPermission) else _of_page(request)
    role = roles.role_for(permission) if permission else None
    context = {
        **admin.site.each_context(request),
        "act": in_words(permission) if permission else "",
        "role": roles.label(role) if role else "",
        "own_roles": [roles.label(name) for name in roles.roles_of(request.user)],
        "ask": _administrators(),
        "back": _back(request),
    }
    return render(request, "console/refused.html", context, status=403)


def _of_page(request: HttpRequest) -> str:
    """The view permission of the admin page that was asked for, if that is what the user lacks."""
    match = request.resolver_match
    info, _, page = (match.url_name or "").rpartition("_") if match else ("", "", "")
    for model in admin.site._registry:
        meta = model._meta
        wanted = f"{meta.app_label}.view_{meta.model_name}"
        if page in _PAGES and info == f"{meta.app_label}_{meta.model_name}" and not request.user.has_perm(wanted):
            return wanted
    return ""


def _administrators() -> list[str]:
    """Who can give a role: by name, if there are few of them."""
    people: Any = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")[: PEOPLE_NAMED + 1]
    names = [person.get_full_name() or person.get_username() for person in people]
    return names if len(names) <= PEOPLE_NAMED else []


def _back(request: HttpRequest) -> str:
    """The page that the person came from, or home."""
    before = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, request.is_secure())
    return before if ours and before != request.build_absolute_uri() else reverse("admin:index")
