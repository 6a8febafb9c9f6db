"""The page of one party: what to decide, both sides, where a value comes from, the attempts, the facts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console import (
    authors,
    comparison,
    entry_rows,
    hold_questions,
    party_decisions,
    provenance,
    questions,
)
from syncconsole.console.badges import badge
from syncconsole.console.by_itself import by_itself
from syncconsole.console.hold_answers import answer
from syncconsole.console.party_buttons import buttons
from syncconsole.console.party_later import aside_until
from syncconsole.console.party_words import next_step, why
from syncconsole.console.permissions import needs_approval
from syncconsole.console.timeline import timeline
from syncconsole.sync.errors import ADVOWARE, ESPOCRM

__all__ = ["answer", "espo_url", "page"]

FROM = "from"  # the parameter that names the field or entry whose provenance is shown opened
PAGES = (
    "changelist",
    "change",
    "answer",
    "history",
    "resync",
    "reset_retries",
    "pause",
    "resume",
    "preview",
    "later",
    "read",
)


def page(party_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show a party, read-only; GET only, with the view permission. `?from=` opens one value's provenance."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    party_admin.require(request, "view")
    return render(party_admin, request, _party(party_admin, object_id))


def render(party_admin: Any, request: HttpRequest, party: Any, fresh: Any = None) -> HttpResponse:
    """The page; what is asked is as stored, the values are those of `fresh` (`read_now.Fresh`) if given."""
    definition, shown = party_admin.definition, fresh.party if fresh else party
    hold = _hold(party_admin, request, party)
    writes = authors.writes_of(party, definition)
    conflicts = questions.conflict_questions(party, writes)
    rows = comparison.rows(shown, definition, writes)
    entries = (fresh.entries if fresh else None) or entry_rows.block(party, definition)

    def may(act: str) -> bool:
        return bool(party_admin.may(request, act))

    context = party_admin.page_context(
        request,
        title=str(party),
        party=party,
        badge=badge(party),
        why=why(party),
        next_step=next_step(party),
        by_itself=by_itself(party),
        hold=hold,
        conflicts=conflicts,
        rows=rows,
        left_out=comparison.left_out(party, definition),
        last_known=comparison.last_known(party),
        entries=entries,
        origin=_origin(party, definition, request.GET.get(FROM, ""), rows, entries),
        read_espo=comparison.read_at(shown, ESPOCRM),
        read_advoware=comparison.read_at(shown, ADVOWARE),
        read_now=fresh.said if fresh else "",
        decisions=party_decisions.decisions(party, definition),
        aside_until=aside_until(party),
        timeline=timeline(party, definition),
        problems=[wording.say(problem) for problem in party.problems],
        facts=_facts(party),
        espo_url=espo_url(definition.entity, party.espo_id),
        buttons=_with_urls(party_admin, buttons(party, may, asks=bool(hold or conflicts))),
        may={"decide": may("decide"), "read": may("resync")},
        urls={name: party_admin.url_name(name) for name in PAGES},
        decide_url=f"{_url_name(party_admin, definition.conflict)}_decide",
        undo_url=f"{_url_name(party_admin, definition.conflict)}_undo",
        attempts_url=_url_name(party_admin, definition.attempt),
    )
    return TemplateResponse(request, "console/party.html", context)


def _party(party_admin: Any, object_id: str) -> Any:
    if not object_id.isdecimal():
        raise Http404
    return get_object_or_404(party_admin.model, pk=int(object_id))


def _url_name(party_admin: Any, model: Any) -> str:
    return f"{party_admin.admin_site.name}:{model._meta.app_label}_{model._meta.model_name}"


def _with_urls(party_admin: Any, found: list[Any]) -> list[tuple[Any, str]]:
    return [(one, party_admin.url_name(one.url)) for one in found]


def _hold(party_admin: Any, request: HttpRequest, party: Any) -> Any:
    """The question with the answers that this user may give."""
    hold = hold_questions.hold_question(party, party_admin.definition)
    may_approve = party_admin.may(request, "approve")
    return hold.only(lambda code: may_approve or not needs_approval(code)) if hold else None


def _origin(party: Any, definition: Any, name: str, rows: list[Any], entries: Any) -> provenance.Origin | None:
    """The provenance of the field or entry that was asked for; None if there is no such."""
    asked = next((_of_field(row) for row in rows if row.name == name), None)
    if asked is None and entries and name:
        asked = next((_of_entry(row) for row in entries.rows if row.name == name), None)
    return provenance.origin(party, definition, asked) if asked else None


def _of_field(row: comparison.Row) -> provenance.Asked:
    return provenance.Asked(row.name, row.label, row.values, row.pair, row.reason or row.state)


def _of_entry(row: entry_rows.EntryRow) -> provenance.Asked:
    return provenance.Asked(row.name, row.kind, row.values, row.pair, row.state.reason or row.state.text)


def espo_url(entity: str, espo_id: str) -> str:
    """The record's page in EspoCRM; "" if no address is configured."""
    base = settings.ESPOCRM_API_BASE_URL.removesuffix("/api/v1").rstrip("/")
    return f"{base}/#{entity}/view/{quote(espo_id)}" if base else ""


def _facts(party: Any) -> list[tuple[str, Any]]:
    told = (party.published or {}).get("target", {}).get("syncStatus") or "–"
    failures = gettext("%(count)s of %(of)s") % {"count": party.failures, "of": settings.SYNC_MAX_FAILURES}
    return [
        (gettext("Failed attempts"), failures),
        (gettext("Last compared"), party.last_compared_at),
        (gettext("Last carried"), party.last_changed_at),
        (gettext("Next attempt"), party.due_at),
        (gettext("Next comparison"), party.compare_at),
        (gettext("EspoCRM shows"), told),
        (gettext("EspoCRM id"), party.espo_id),
    ]
