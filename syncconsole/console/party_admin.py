"""The party list (triage: what needs attention first) and the doors to a party's pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Upper
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from syncconsole import wording
from syncconsole.bulk import acts
from syncconsole.console import (
    bulk_start,
    facets,
    party_actions,
    party_export,
    party_later,
    party_page,
    party_search,
    party_words,
    read_now,
    saved_filters,
)
from syncconsole.console.badges import Badge, badge
from syncconsole.console.list_heading import heading
from syncconsole.console.party_filters import (
    SHOW,
    CauseFilter,
    KindFilter,
    RunFilter,
    SinceFilter,
    WhoActsFilter,
    facet_counts,
    shown_facet,
)
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.console.times import time_tag
from syncconsole.registry import SyncDefinition

# Wide columns that no list needs: sorting many parties would carry them along.
NOT_SHOWN = (
    *("base", "seen_espo", "seen_advoware", "seen_meta", "published", "listed"),
    *("answers", "problems", "failed_values"),
)


class PartyAdmin(ReadOnlyAdmin):
    """Base of every sync's party pages; a subclass names its `definition`."""

    definition: SyncDefinition
    list_display = ("party", "status_badge", "why", "next_step", "since")
    list_display_links = None
    list_filter: ClassVar[tuple[Any, ...]] = (WhoActsFilter, CauseFilter, KindFilter, SinceFilter, RunFilter)
    search_fields = ("name",)  # switches the search on; `get_search_results` says how it works
    actions = ("resync", "reset_retries", "pause", "resume")
    change_list_template = "console/party_list.html"

    # --- the list

    @classmethod
    def add_filter(cls, list_filter: type[admin.SimpleListFilter]) -> None:
        """Add a filter to this sync's list: the door for an app that brings rows of its own to the parties."""
        cls.list_filter = (*cls.list_filter, list_filter)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The parties with their rank of attention and their open conflicts: a constant number of queries."""
        still_open = self.definition.conflict.objects.filter(closed_at__isnull=True).order_by("id")
        rows = facets.ranked(self.model.objects.all(), self.definition).defer(*NOT_SHOWN)
        rows = party_later.with_later(rows).order_by(*self.get_ordering(request))
        return rows.prefetch_related(Prefetch("conflicts", queryset=still_open, to_attr="open_conflicts"))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Who needs a person first, the oldest among them first, what is set aside last; in sync by last comparison."""
        facet = shown_facet(request)
        if facet in (facets.OPEN, facets.ALL):
            return ("attention", "later", "changed_at", "pk")
        if facet in ("needs_you", "to_review"):
            return ("later", "changed_at", "pk")
        return ("-last_compared_at", "pk") if facet == "in_sync" else ("changed_at", "pk")

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Paginator[Any]:
        """A whole facet is not counted a second time: its chip has the number."""
        paginator = super().get_paginator(request, *args, **kwargs)
        if set(request.GET) <= {SHOW, "p", "o"}:
            paginator.count = facet_counts(self.definition, request)[shown_facet(request)]
        return paginator

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By number, EspoCRM id or the beginning of the name; never by `contains`, which scans the table."""
        return party_search.find(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list under a heading that is its answer."""
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None)
        if context and "cl" in context:
            context.update(heading(self, request, context["cl"]))
        return response

    @admin.display(description=_("party"), ordering=Upper("name"))
    def party(self, party: Any) -> SafeString:
        """Name, kind and number."""
        url = reverse(self.url_name("change"), args=[party.pk])
        number = _("Number %(number)s") % {"number": party.number} if party.number else _("without number")
        kind = wording.kind_label(party.kind)
        quiet = f"{kind} · {number}" if kind else number
        name = party.name or party.espo_id
        return format_html('<a class="name" href="{}">{}</a><span class="second">{}</span>', url, name, quiet)

    @admin.display(description=_("status"), ordering="sync_status")
    def status_badge(self, party: Any) -> Badge:
        """The status word."""
        return badge(party)

    @admin.display(description=_("why"))
    def why(self, party: Any) -> str:
        """One sentence."""
        return party_words.why(party)

    @admin.display(description=_("next step"), ordering="due_at")
    def next_step(self, party: Any) -> SafeString:
        """Who acts next, and when."""
        step = party_words.next_step(party)
        return format_html('{}<span class="second">{}</span>', step.text, step.detail)

    @admin.display(description=_("since"), ordering="changed_at")
    def since(self, party: Any) -> SafeString:
        """When the newest reason came, and how many attempts have failed since."""
        failures = ngettext("%(count)s failed attempt", "%(count)s failed attempts", party.failures)
        failed = failures % {"count": party.failures} if party.failures else ""
        return format_html('{}<span class="second">{}</span>', time_tag(party.changed_at), failed)

    # --- actions on several parties

    def has_resync_permission(self, request: HttpRequest) -> bool:
        """Asked by the action of that name."""
        return self.may(request, "resync")

    def has_reset_retries_permission(self, request: HttpRequest) -> bool:
        """Asked by the action of that name."""
        return self.may(request, "reset_retries")

    def has_pause_permission(self, request: HttpRequest) -> bool:
        """Asked by the actions that pause and resume."""
        return self.may(request, "pause")

    @admin.action(description=_("Sync again"), permissions=["resync"])
    def resync(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Confirm, then sync the chosen parties in the background."""
        return bulk_start.confirm_or_start(self, request, queryset, acts.RESYNC)

    @admin.action(description=_("Reset retries"), permissions=["reset_retries"])
    def reset_retries(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Confirm, then set the counters to zero and sync, in the background."""
        return bulk_start.confirm_or_start(self, request, queryset, acts.RESET_RETRIES)

    @admin.action(description=_("Pause"), permissions=["pause"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Confirm, then pause them in the background."""
        return bulk_start.confirm_or_start(self, request, queryset, acts.PAUSE)

    @admin.action(description=_("Resume"), permissions=["pause"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Confirm, then let them go on, in the background."""
        return bulk_start.confirm_or_start(self, request, queryset, acts.RESUME)

    # --- one party

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses, and those of the search field in the header and of a party's buttons."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path("find/", view(self.find_view), name=f"{info}_find"),
            path("export/", view(self.export_view), name=f"{info}_export"),
            path("filters/remember/", view(self.remember_view), name=f"{info}_remember"),
            path("filters/<int:pk>/forget/", view(self.forget_view), name=f"{info}_forget"),
            path("<int:pk>/resync/", view(self.resync_view), name=f"{info}_resync"),
            path("<int:pk>/reset-retries/", view(self.reset_retries_view), name=f"{info}_reset_retries"),
            path("<int:pk>/pause/", view(self.pause_view), name=f"{info}_pause"),
            path("<int:pk>/resume/", view(self.resume_view), name=f"{info}_resume"),
            path("<int:pk>/answer/", view(self.answer_view), name=f"{info}_answer"),
            path("<int:pk>/later/", view(self.later_view), name=f"{info}_later"),
            path("<int:pk>/read/", view(self.read_view), name=f"{info}_read"),
        ]
        return own + super().get_urls()

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """From the header: a single hit opens the party, otherwise the list of hits."""
        return party_search.find_view(self, request)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The parties of the list's filter as CSV."""
        return party_export.export(self, request)

    def remember_view(self, request: HttpRequest) -> HttpResponse:
        """POST: give the list's filter a name."""
        return saved_filters.remember(self, request)

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: remove such a name."""
        return saved_filters.forget(self, request, pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one party."""
        return party_page.page(self, request, object_id)

    def resync_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: sync this party now."""
        return party_actions.run_for_one(self, request, pk, party_actions.RESYNC)

    def reset_retries_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: counters to zero, due now."""
        return party_actions.run_for_one(self, request, pk, party_actions.RESET_RETRIES)

    def pause_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: begin no run of this party any more."""
        return party_actions.run_for_one(self, request, pk, party_actions.PAUSE)

    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: go on where it stopped."""
        return party_actions.run_for_one(self, request, pk, party_actions.RESUME)

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: a person's answer to a hold."""
        return party_page.answer(self, request, pk)

    def later_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: set aside until tomorrow what this party asks."""
        return party_later.view(self, request, pk)

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: show what both systems hold now."""
        return read_now.view(self, request, pk)
