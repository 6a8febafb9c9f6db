"""The parties of a filter as CSV: what the list shows and both ids, streamed, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from syncconsole import clock, wording
from syncconsole.console.badges import badge
from syncconsole.console.party_words import next_step, why

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads the file in an encoding of its own
ROWS_AT_ONCE = 500
# With these a spreadsheet takes a cell for a formula, also one that somebody else typed into a name.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def export(party_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Stream the parties that the list would show for the same query string; GET only, with the view permission."""
    party_admin.require(request, "view")
    try:
        parties = party_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters:
        return redirect(party_admin.url_name("changelist"))
    portions = _portions(parties, translation.get_language() or "")
    response = StreamingHttpResponse(portions, content_type="text/csv; charset=utf-8")
    name = f"{party_admin.definition.name}-{timezone.localtime(clock.now()):%Y-%m-%d-%H%M}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _portions(parties: Any, language: str) -> Iterator[str]:
    """The server asks for one portion after the other, when the request's own language has been put away."""
    with translation.override(language):
        yield BYTE_ORDER_MARK + _as_csv([_header()])
    rows = iter(parties.iterator(chunk_size=ROWS_AT_ONCE))
    while portion := list(islice(rows, ROWS_AT_ONCE)):
        with translation.override(language):
            text = _as_csv([[_harmless(cell) for cell in _cells(party)] for party in portion])
        yield text


def _as_csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()


def _header() -> list[str]:
    return [
        gettext("EspoCRM id"),
        gettext("number in Advoware"),
        gettext("name"),
        gettext("kind"),
        gettext("status"),
        gettext("why"),
        gettext("next step"),
        gettext("since"),
        gettext("last compared"),
    ]


def _cells(party: Any) -> list[str]:
    step = next_step(party)
    return [
        party.espo_id,
        str(party.number or ""),
        party.name,
        wording.kind_label(party.kind) if party.kind else "",
        str(badge(party).word),
        why(party),
        f"{step.text}, {step.detail}" if step.detail else step.text,
        _time(party.changed_at),
        _time(party.last_compared_at),
    ]


def _time(moment: Any) -> str:
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M:%S}"


def _harmless(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
