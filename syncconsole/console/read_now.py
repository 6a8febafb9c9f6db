"""Reading both systems from a party's page: it shows what they hold at this moment, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from syncconsole import clock, wording
from syncconsole.console import entry_rows, party_buttons, party_page
from syncconsole.run.preview import Preview, preview
from syncconsole.sync.errors import ADVOWARE, ESPOCRM, RemoteError

_COLUMNS = {ESPOCRM: "seen_espo", ADVOWARE: "seen_advoware"}


@dataclass(frozen=True)
class Fresh:
    """A party as both systems show it now: `party` is an unsaved copy, `entries` None if they were not read.

    `said`: when it was read, and what has moved since the last sync.
    """

    party: Any
    entries: entry_rows.EntriesBlock | None
    said: str


def view(party_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """POST: the party's page with what both systems hold now. It costs calls, so it needs the permission to sync.

    A GET leads to the page as stored, with its query: nothing is read by a link.
    """
    party_admin.require(request, "view")
    party_admin.require(request, "resync")
    party = get_object_or_404(party_admin.model, pk=pk)
    page = reverse(party_admin.url_name("change"), args=[party.pk])
    if request.method != "POST":
        query = request.GET.urlencode()
        return redirect(f"{page}?{query}" if query else page)
    problem = party_buttons.why_no_reading()
    if not problem:
        try:
            return party_page.render(party_admin, request, party, _fresh(party, preview(party_admin.definition, pk)))
        except RemoteError as error:
            problem = wording.say(error.reason)
    party_admin.message_user(request, problem, level="warning")
    return redirect(page)


def _fresh(party: Any, foreseen: Preview) -> Fresh:
    shown, moved = copy(party), []
    meta = dict(party.seen_meta)
    for side, column in _COLUMNS.items():
        reading = foreseen.run.readings.get(side)
        if reading is None:
            continue
        known, seen = getattr(party, column), reading.seen
        moved += _moved(side, known, seen.values)
        setattr(shown, column, {**known, **seen.values})
        changed = seen.changed_at.isoformat() if seen.changed_at else None
        meta[side] = {"at": clock.now().isoformat(), "changed_at": changed, "changed_by": seen.author}
    shown.seen_meta = meta
    rows = [one.row for one in entry_rows.foreseen(foreseen.run).entries]
    return Fresh(shown, entry_rows.sorted_block(rows) if rows else None, _said(moved))


def _moved(side: str, known: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    changed = [name for name, value in now.items() if name in known and known[name] != value]
    return [f"{wording.field_label(name)} ({wording.system_label(side)})" for name in changed]


def _said(moved: list[str]) -> str:
    at = f"{timezone.localtime(clock.now()):%H:%M:%S}"
    said = gettext("Both systems were read at %(time)s. Nothing was written.") % {"time": at}
    as_before = gettext("The fields are as at the last sync.")
    changed = gettext("Changed since the last sync: %(fields)s.") % {"fields": ", ".join(moved)}
    return f"{said} {changed if moved else as_before}"
