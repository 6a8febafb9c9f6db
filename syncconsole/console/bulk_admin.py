"""The pages of bulk actions: the list, the progress of one, and the doors to pause, go on and cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from syncconsole import registry
from syncconsole.bulk import acts, control
from syncconsole.console import bulk_page, bulk_words
from syncconsole.console.badges import PAUSED, RUNNING, Badge
from syncconsole.console.numbers import grouped
from syncconsole.console.permissions import MissingPermission
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.console.times import time_tag
from syncconsole.models.bulk import BulkRun, RunState

STATES = {
    RunState.RUNNING: RUNNING,
    RunState.PAUSED: PAUSED,
    RunState.CANCELLED: Badge(_("Cancelled"), "box", "quiet"),
    RunState.DONE: Badge(_("Finished"), "tick", "ok"),
}


class BulkRunAdmin(ReadOnlyAdmin):
    """Bulk actions, newest first."""

    list_display = ("name", "state_badge", "who", "why", "parties", "started", "ended_when")
    list_display_links = None
    change_list_template = "console/bulk_list.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see the parties of some sync."""
        return super().has_view_permission(request, obj) or any(
            request.user.has_perm(_permission(definition, "view")) for definition in registry.all_definitions()
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)

    @admin.display(description=_("bulk action"), ordering="id")
    def name(self, run: BulkRun) -> SafeString:
        """What it does, with its number."""
        url = reverse(self.url_name("change"), args=[run.pk])
        title = bulk_words.WORDS[run.act].title
        return format_html('<a class="name" href="{}">{}</a><span class="second">{}</span>', url, title, run)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, run: BulkRun) -> Badge:
        """Where it stands."""
        return STATES[RunState(run.state)]

    @admin.display(description=_("parties"), ordering="total")
    def parties(self, run: BulkRun) -> str:
        """How many."""
        return grouped(run.total)

    @admin.display(description=_("started"), ordering="started_at")
    def started(self, run: BulkRun) -> SafeString:
        """When it began."""
        return time_tag(run.started_at)

    @admin.display(description=_("ended"), ordering="ended_at")
    def ended_when(self, run: BulkRun) -> SafeString:
        """When it ended."""
        return time_tag(run.ended_at)

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses, and those of a run's buttons."""
        info, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        own = [
            path("<int:pk>/pause/", view(self.pause_view), name=f"{info}_pause"),
            path("<int:pk>/go-on/", view(self.go_on_view), name=f"{info}_go_on"),
            path("<int:pk>/cancel/", view(self.cancel_view), name=f"{info}_cancel"),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The progress of one run."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not object_id.isdecimal():
            raise Http404
        return bulk_page.page(self, request, self._run(request, int(object_id)))

    def pause_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: begin no further party."""
        return self._do(request, pk, control.pause, gettext("Paused. What runs ends."))

    def go_on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: go on after a pause."""
        return self._do(request, pk, control.go_on, gettext("It goes on."))

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: what cancelling stops and what stays; POST: cancel."""
        if request.method == "POST":
            return self._do(request, pk, control.cancel, gettext("Cancelled. What ran has ended or ends."))
        run = self._run(request, pk)
        self._require_act(request, run)
        return bulk_page.cancel_page(self, request, run)

    def _do(self, request: HttpRequest, pk: int, change: Callable[[BulkRun], bool], done: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self._run(request, pk)
        self._require_act(request, run)
        if change(run):
            user: Any = request.user
            LogEntry.objects.log_actions(user.pk, [run], CHANGE, done, single_object=True)
            self.message_user(request, done)
        else:
            self.message_user(request, gettext("Its state has changed meanwhile."), level="warning")
        return redirect(self.url_name("change"), pk)

    def _run(self, request: HttpRequest, pk: int) -> BulkRun:
        """The run; MissingPermission (403) without the permission to see its parties, Http404 if there is none."""
        if not self.has_view_permission(request):
            raise MissingPermission(self.permission("view"))
        run = get_object_or_404(BulkRun, pk=pk)
        needed = _permission(registry.get(run.definition), "view")
        if not request.user.has_perm(needed):
            raise MissingPermission(needed)
        return run

    def _require_act(self, request: HttpRequest, run: BulkRun) -> None:
        needed = self.act_permission(run)
        if not request.user.has_perm(needed):
            raise MissingPermission(needed)

    def act_permission(self, run: BulkRun) -> str:
        """The full name of the permission that starting, pausing and cancelling the run needs."""
        return _permission(registry.get(run.definition), acts.get(run.act).permission)


def _permission(definition: Any, act: str) -> str:
    meta = definition.record._meta
    return f"{meta.app_label}.{act}_{meta.model_name}"
