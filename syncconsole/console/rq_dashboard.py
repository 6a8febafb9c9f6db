"""RQ's dashboard inside the admin, closed to staff without its permission.

django-rq 4.2 asks only for `is_staff` (its issue 257), and takes an API token in the URL, where access logs keep
it. Here every page needs `django_rq.admin`, the token goes only into the Authorization header.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django_rq.admin import QueueAdmin
from django_rq.settings import get_queues_list

from syncconsole.console.permissions import MissingPermission

PERMISSION = "django_rq.admin"


class GatedQueueAdmin(QueueAdmin):
    """django-rq's pages for users with `django_rq.admin`."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the dashboard is listed for this user."""
        return bool(request.user.has_perm(PERMISSION))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the dashboard's list may be opened."""
        return self.has_module_permission(request)

    def get_urls(self) -> list[URLPattern]:
        """django-rq's addresses, each behind the permission.

        Left out are the one with the token in the URL, and those of single rows: the dashboard's model has no table.
        """
        every: list[URLPattern] = super().get_urls()  # type: ignore[no-untyped-call]
        addresses = [url for url in every if not _is_left_out(url)]
        for url in addresses:
            if url.callback is not None:
                url.callback = _gated(url.callback)
        return addresses


def _is_left_out(url: URLPattern) -> bool:
    return not {"token", "object_id"}.isdisjoint(url.pattern.regex.groupindex) or str(url.name).endswith("_add")


def _gated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Anonymous requests go on: the admin sends them to the login, and the API asks for its bearer token.
        if request.user.is_authenticated and not request.user.has_perm(PERMISSION):
            raise MissingPermission(PERMISSION)
        index = kwargs.get("queue_index", kwargs.get("scheduler_index", 0))
        if index >= len(get_queues_list()):  # django-rq would fail with an IndexError
            raise Http404
        return view(request, *args, **kwargs)

    return gate
