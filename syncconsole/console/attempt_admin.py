"""Attempts: the list by time, and one attempt with what it changed and every call it made."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import DateFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from syncconsole.console import attempt_page, attempt_undo_page
from syncconsole.console.badges import Badge, outcome_badge
from syncconsole.console.permissions import MissingPermission
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.console.timeline import sentence, started_by
from syncconsole.console.times import duration, time_tag
from syncconsole.registry import SyncDefinition


class AttemptAdmin(ReadOnlyAdmin):
    """Base of every sync's attempt pages; a subclass names its `definition`."""

    definition: SyncDefinition
    list_display = ("number", "of_party", "outcome_badge", "what", "started", "took")
    list_display_links = None
    # A date hierarchy would look at every row to find its months.
    list_filter = ("outcome", "trigger", ("started_at", DateFieldListFilter))
    ordering = ("-id",)

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses and the one that takes an attempt back."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/undo/", self.admin_site.admin_view(self.undo_view), name=f"{info}_undo"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With party and changes at hand; `?party=` is the party page's link to all its attempts."""
        return super().get_queryset(request).select_related("party").prefetch_related("changes")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The attempts of one party."""
        return lookup == "party" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("attempt"), ordering="id")
    def number(self, attempt: Any) -> SafeString:
        """Its number, as the link to its page."""
        url = reverse(self.url_name("change"), args=[attempt.pk])
        return format_html('<a class="name" href="{}">{}</a>', url, attempt.pk)

    @admin.display(description=_("party"))
    def of_party(self, attempt: Any) -> SafeString:
        """The party, as the link to its page."""
        url = reverse(self.party_url_name(), args=[attempt.party_id])
        return format_html('<a href="{}">{}</a>', url, attempt.party)

    @admin.display(description=_("outcome"), ordering="outcome")
    def outcome_badge(self, attempt: Any) -> Badge:
        """How it ended."""
        return outcome_badge(attempt)

    @admin.display(description=_("what happened"))
    def what(self, attempt: Any) -> SafeString:
        """One sentence."""
        return sentence(attempt)

    @admin.display(description=_("started"), ordering="started_at")
    def started(self, attempt: Any) -> SafeString:
        """When, and by what."""
        return format_html('{}<span class="second">{}</span>', time_tag(attempt.started_at), started_by(attempt))

    @admin.display(description=_("took"))
    def took(self, attempt: Any) -> str:
        """How long."""
        return duration(attempt.started_at, attempt.ended_at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one attempt; GET only."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self.require(request, "view")
        return attempt_page.show(self, request, object_id)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What taking the attempt back would do, and doing it."""
        return attempt_undo_page.preview(self, request, pk)

    def may_decide(self, request: HttpRequest) -> bool:
        """Taking back is a decision; that permission stands on the party."""
        return bool(request.user.has_perm(self._decide_permission()))

    def require_decide(self, request: HttpRequest) -> None:
        """Raise MissingPermission (403) for who may not decide."""
        if not self.may_decide(request):
            raise MissingPermission(self._decide_permission())

    def party_url_name(self) -> str:
        """The name of the party's page in the admin's addresses."""
        meta = self.definition.record._meta
        return f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change"

    def _decide_permission(self) -> str:
        meta = self.definition.record._meta
        return f"{meta.app_label}.decide_{meta.model_name}"
