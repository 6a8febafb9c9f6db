"""The page of one party: what to decide, both sides, the attempts, the facts; and the door for answers to holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console import comparison, entry_rows, hold_questions, questions
from syncconsole.console.badges import badge
from syncconsole.console.outcome_messages import report
from syncconsole.console.party_words import next_step, why
from syncconsole.console.timeline import timeline
from syncconsole.sync.errors import ADVOWARE, ESPOCRM


def page(party_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show a party, read-only; GET only, with the view permission."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    party_admin.require(request, "view")
    party = _party(party_admin, object_id)
    definition = party_admin.definition
    context = party_admin.page_context(
        request,
        title=str(party),
        party=party,
        badge=badge(party),
        why=why(party),
        next_step=next_step(party),
        hold=hold_questions.hold_question(party, definition),
        conflicts=questions.conflict_questions(party),
        rows=comparison.rows(party, definition),
        left_out=comparison.left_out(party, definition),
        entries=entry_rows.block(party, definition),
        read_espo=comparison.read_at(party, ESPOCRM),
        read_advoware=comparison.read_at(party, ADVOWARE),
        timeline=timeline(party, definition),
        problems=[wording.say(problem) for problem in party.problems],
        facts=_facts(party),
        espo_url=espo_url(definition.entity, party.espo_id),
        may={act: party_admin.may(request, act) for act in ("resync", "reset_retries", "decide")},
        urls={name: party_admin.url_name(name) for name in ("changelist", "resync", "reset_retries", "answer")},
        decide_url=_conflict_url_name(party_admin),
        attempts_url=_attempts_url_name(party_admin),
    )
    return TemplateResponse(request, "console/party.html", context)


def _party(party_admin: Any, object_id: str) -> Any:
    if not object_id.isdecimal():
        raise Http404
    return get_object_or_404(party_admin.model, pk=int(object_id))


def _conflict_url_name(party_admin: Any) -> str:
    meta = party_admin.definition.conflict._meta
    return f"{party_admin.admin_site.name}:{meta.app_label}_{meta.model_name}_decide"


def _attempts_url_name(party_admin: Any) -> str:
    meta = party_admin.definition.attempt._meta
    return f"{party_admin.admin_site.name}:{meta.app_label}_{meta.model_name}"


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


def answer(party_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `answer` = "action:value" for the hold whose mark is `state`; refused if the hold has changed.

    An answer that takes something away is shown with its consequence first, and done with `confirmed` = "yes".
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    party_admin.require(request, "view")
    party_admin.require(request, "decide")
    party = get_object_or_404(party_admin.model, pk=pk)
    action, _, value = request.POST.get("answer", "").partition(":")
    if not action:
        party_admin.message_user(request, gettext("Nothing was chosen."), level="warning")
    elif request.POST.get("state") != hold_questions.hold_state(party):
        report(party_admin, request, None)
    elif action in hold_questions.CONFIRMED and request.POST.get("confirmed") != "yes":
        return _confirmation(party_admin, request, party)
    else:
        _give_answer(party_admin, request, party, action, value)
    return redirect(party_admin.url_name("change"), party.pk)


def _confirmation(party_admin: Any, request: HttpRequest, party: Any) -> HttpResponse:
    """The question once more, with the consequence of the chosen answer; nothing has been done yet."""
    given = request.POST["answer"]
    hold = hold_questions.hold_question(party, party_admin.definition)
    button = next((one.label for one in hold.buttons if one.code == given), "") if hold else ""
    if not button:  # not a question of this party
        report(party_admin, request, None)
        return redirect(party_admin.url_name("change"), party.pk)
    context = party_admin.page_context(
        request,
        title=str(party),
        party=party,
        hold=hold,
        answer=given,
        button=button.removesuffix(" …"),
        urls={name: party_admin.url_name(name) for name in ("changelist", "change", "answer")},
    )
    return TemplateResponse(request, "console/confirm_answer.html", context)


def _give_answer(party_admin: Any, request: HttpRequest, party: Any, action: str, value: str) -> None:
    from syncconsole.people import decisions

    decided = decisions.answer_hold(party_admin.definition, party.pk, action, request.user.get_username(), value)
    if decided.done:
        party_admin.log_change(request, party, f"{action} {value}".strip())
    report(party_admin, request, decided)
