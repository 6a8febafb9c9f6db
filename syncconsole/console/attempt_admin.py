"""Attempts: the list by time, and one attempt with what it changed and every call it made."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from syncconsole import wording
from syncconsole.console.badges import Badge, outcome_badge
from syncconsole.console.letters import marked
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.console.timeline import because_of, sentence, started_by
from syncconsole.console.times import duration, time_tag
from syncconsole.registry import SyncDefinition

LONGEST_BAR = 64


class AttemptAdmin(ReadOnlyAdmin):
    """Base of every sync's attempt pages; a subclass names its `definition`."""

    definition: SyncDefinition
    list_display = ("number", "of_party", "outcome_badge", "what", "started", "took")
    list_display_links = None
    list_filter = ("outcome", "trigger")
    date_hierarchy = "started_at"
    ordering = ("-id",)

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
        meta = self.definition.record._meta
        url = reverse(f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change", args=[attempt.party_id])
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
        if not object_id.isdecimal():
            raise Http404
        attempt = get_object_or_404(self.get_queryset(request), pk=int(object_id))
        context = self.page_context(
            request,
            title=f"{self.opts.verbose_name} {attempt.pk}".capitalize(),
            attempt=attempt,
            badge=outcome_badge(attempt),
            sentence=sentence(attempt),
            because=because_of(attempt),
            changes=_changes(attempt),
            decisions=_other_decisions(attempt),
            calls=_calls(attempt),
            started_by=started_by(attempt),
            took=duration(attempt.started_at, attempt.ended_at),
            neighbours=self._neighbours(attempt),
            job_url=_job_url(request, attempt),
            urls={"attempt": self.url_name("change"), "list": self.url_name("changelist"), "party": self._party()},
        )
        return TemplateResponse(request, "console/attempt.html", context)

    def _party(self) -> str:
        meta = self.definition.record._meta
        return f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change"

    def _neighbours(self, attempt: Any) -> dict[str, Any]:
        same_party = self.model.objects.filter(party=attempt.party_id)
        return {
            "previous": same_party.filter(pk__lt=attempt.pk).order_by("-pk").values_list("pk", flat=True).first(),
            "next": same_party.filter(pk__gt=attempt.pk).order_by("pk").values_list("pk", flat=True).first(),
        }


def _changes(attempt: Any) -> list[dict[str, Any]]:
    """What was written, in the order of writing."""
    return [
        {
            "label": wording.field_label(one.field),
            "system": wording.system_label(one.side),
            "icon": "right" if one.side == "advoware" else "left",
            "before": wording.value_text(one.before),
            "after": marked(one.after, one.before),
            "rule": wording.rule_label(one.rule),
            "result": wording.result_label(one.result),
            "author": one.author,
            "authored_at": one.authored_at,
        }
        for one in reversed(attempt.changes.all())
    ]


def _other_decisions(attempt: Any) -> list[tuple[str, str]]:
    """Fields that were not simply equal and not written either."""
    written = {one.field for one in attempt.changes.all()}
    return [
        (wording.field_label(field), wording.rule_label(rule))
        for field, rule in attempt.decisions.items()
        if field not in written
    ]


def _calls(attempt: Any) -> list[dict[str, Any]]:
    """The calls in order; `bar` is the width of the duration's bar in pixels."""
    longest = max((call.get("ms") or 0 for call in attempt.calls), default=0) or 1
    return [
        {
            **call,
            "system": wording.system_label(call.get("system")),
            "bar": max(2, round(LONGEST_BAR * (call.get("ms") or 0) / longest)),
        }
        for call in attempt.calls
    ]


def _job_url(request: HttpRequest, attempt: Any) -> str:
    """RQ's page of the job, for who may see it; RQ itself forgets finished jobs after a minute."""
    if not attempt.job_id or not request.user.has_perm("django_rq.admin"):
        return ""
    return reverse("admin:django_rq_job_detail", args=[0, attempt.job_id])
