"""The preview of one party: both systems are read now, the plan is shown, and nothing is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from syncconsole import clock, wording
from syncconsole.console import entry_rows, party_buttons, preview_rows, preview_steps, preview_words
from syncconsole.console.preview_rows import Rows
from syncconsole.console.preview_words import Headline
from syncconsole.people import operations
from syncconsole.run.preview import Preview, preview
from syncconsole.sync.errors import ADVOWARE, ESPOCRM, RemoteError


class WithPreview:
    """The address of the preview, for a sync's party pages."""

    def get_urls(self: Any) -> list[URLPattern]:
        """The preview's, and all others."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        own = path("<int:pk>/preview/", self.admin_site.admin_view(self.preview_view), name=name)
        return [own, *super().get_urls()]  # type: ignore[misc]

    def preview_view(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: read both systems and show what a sync would do."""
        return page(self, request, pk)


def page(party_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """POST: show the preview; with `as_shown` (the mark of the one that was shown) start a sync if it still holds.

    It costs calls, so it needs the permission to sync. GET leads back to the party: nothing is read by a link.
    """
    party_admin.require(request, "view")
    party_admin.require(request, "resync")
    party = get_object_or_404(party_admin.model, pk=pk)
    if request.method != "POST":
        return redirect(party_admin.url_name("change"), party.pk)
    why_not = party_buttons.why_no_preview()
    if why_not:
        return _not_possible(party_admin, request, party, why_not)
    try:
        foreseen = preview(party_admin.definition, party.pk)
    except RemoteError as error:
        return _not_possible(party_admin, request, party, wording.say(error.reason))
    return _shown(party_admin, request, party, foreseen)


def _shown(party_admin: Any, request: HttpRequest, party: Any, foreseen: Preview) -> HttpResponse:
    entries = entry_rows.foreseen(foreseen.run)
    rows = preview_rows.rows_of(foreseen, entries)
    head = preview_words.headline(foreseen, rows)
    mark, wanted = _mark(head, rows), request.POST.get("as_shown", "")
    if wanted and constant_time_compare(wanted, mark):
        return _start(party_admin, request, party)
    planned = preview_steps.steps(foreseen, entries)
    return _render(
        party_admin,
        request,
        party,
        headline=head,
        rows=rows,
        steps=planned,
        summary=preview_steps.summary(foreseen, planned),
        empties=entries.empties,
        problems=[wording.say(one) for one in (*foreseen.plan.problems, *foreseen.run.entries.problems)],
        read=_read_at(foreseen),
        mark=mark,
        moved=bool(wanted),
        why_not=party_buttons.why_no_sync(party),
    )


def _mark(head: Headline, rows: Rows) -> str:
    """A mark of what is shown: the sync starts only if a second look tells just the same."""
    told = [head.answer, head.rest, head.more, *(row.key for row in (*rows.changes, *rows.others))]
    return salted_hmac("syncconsole.preview", repr(told)).hexdigest()[:32]


def _start(party_admin: Any, request: HttpRequest, party: Any) -> HttpResponse:
    operations.resync(party_admin.definition, [party.pk], request.user.get_username())
    party_admin.log_change(request, party, gettext("Sync started from a preview."))
    party_admin.message_user(request, gettext("Queued. The sync starts in a moment."))
    return redirect(party_admin.url_name("change"), party.pk)


def _not_possible(party_admin: Any, request: HttpRequest, party: Any, problem: str) -> HttpResponse:
    return _render(party_admin, request, party, problem=problem)


def _render(party_admin: Any, request: HttpRequest, party: Any, **more: Any) -> HttpResponse:
    urls = {name: party_admin.url_name(name) for name in ("changelist", "change", "preview")}
    context = party_admin.page_context(request, title=gettext("Preview"), party=party, urls=urls, **more)
    return TemplateResponse(request, "console/preview.html", context)


def _read_at(foreseen: Preview) -> list[tuple[str, datetime]]:
    """Which systems were read, and when."""
    now, ticks = clock.now(), clock.monotonic()
    readings = ((side, foreseen.run.readings.get(side)) for side in (ESPOCRM, ADVOWARE))
    return [(wording.system_label(side), now - timedelta(seconds=ticks - one.at)) for side, one in readings if one]
