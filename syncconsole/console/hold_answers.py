"""The door for people's answers to a hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from syncconsole.console import hold_questions
from syncconsole.console.outcome_messages import report
from syncconsole.people import decisions

LONGEST_NOTE = 500


def answer(party_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `answer` = "action:value" for the hold whose mark is `state`; refused if the hold has changed.

    A number that was typed comes as `number`, a reason as `note`: it goes into the party's history. An answer that no
    run can take back is shown with its consequence first, and done with `confirmed` = "yes".
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    party_admin.require(request, "view")
    party_admin.require(request, "decide")
    party = get_object_or_404(party_admin.model, pk=pk)
    action, _, value = request.POST.get("answer", "").partition(":")
    if action == decisions.LINK:
        value = value or request.POST.get("number", "").strip()
    if not action:
        party_admin.message_user(request, gettext("Nothing was chosen."), level="warning")
    elif request.POST.get("state") != hold_questions.hold_state(party):
        report(party_admin, request, None)
    elif action in hold_questions.CONFIRMED and request.POST.get("confirmed") != "yes":
        return _confirmation(party_admin, request, party)
    else:
        _give(party_admin, request, party, action, value)
    return redirect(party_admin.url_name("change"), party.pk)


def _confirmation(party_admin: Any, request: HttpRequest, party: Any) -> HttpResponse:
    """The question once more, with the consequence of the chosen answer; nothing has been done yet."""
    given = request.POST["answer"]
    hold = hold_questions.hold_question(party, party_admin.definition)
    chosen = next((one for one in hold.answers if one.code == given), None) if hold else None
    if chosen is None:  # not an answer to this party's question
        report(party_admin, request, None)
        return redirect(party_admin.url_name("change"), party.pk)
    context = party_admin.page_context(
        request,
        title=str(party),
        party=party,
        hold=hold,
        answer=chosen,
        button=chosen.label.removesuffix(" …"),
        note=request.POST.get("note", "")[:LONGEST_NOTE],
        urls={name: party_admin.url_name(name) for name in ("changelist", "change", "answer")},
    )
    return TemplateResponse(request, "console/confirm_answer.html", context)


def _give(party_admin: Any, request: HttpRequest, party: Any, action: str, value: str) -> None:
    decided = decisions.answer_hold(party_admin.definition, party.pk, action, request.user.get_username(), value)
    if decided.done:
        note = request.POST.get("note", "")[:LONGEST_NOTE]
        said = f"{action} {value}".strip()
        party_admin.log_change(request, party, f"{said}: {note}" if note else said)
    report(party_admin, request, decided)
