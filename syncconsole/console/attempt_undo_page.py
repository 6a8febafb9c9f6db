"""Taking an attempt back: first the page that says what it would do, then the act."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext

from syncconsole import wording
from syncconsole.console.conflict_acts import log_parties, note_of
from syncconsole.console.letters import marked
from syncconsole.people import attempt_undo
from syncconsole.people.attempt_undo import Restored


def preview(attempt_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what would be restored, by the values last read; POST does it if that is still the same."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    attempt_admin.require(request, "view")
    attempt_admin.require_decide(request)
    attempt = get_object_or_404(attempt_admin.model.objects.select_related("party"), pk=pk)
    if request.method == "POST" and _done(attempt_admin, request, attempt):
        return redirect(attempt_admin.party_url_name(), attempt.party_id)
    return _page(attempt_admin, request, attempt)


def _done(attempt_admin: Any, request: HttpRequest, attempt: Any) -> bool:
    definition, note = attempt_admin.definition, note_of(request)
    who, shown = request.user.get_username(), request.POST.get("shown", "")
    decided, fields = attempt_undo.take_back_attempt(definition, attempt.pk, who, note, shown)
    if not decided.done:
        why = gettext("Nothing was taken back: %(why)s") % {"why": wording.say(decided.reason)}
        attempt_admin.message_user(request, why, level="warning")
        return False
    words = {"number": attempt.pk, "fields": ", ".join(map(wording.field_label, fields))}
    said = gettext("Attempt %(number)s taken back: %(fields)s") % words
    log_parties(request, definition, [attempt.party_id], f"{said}. {note}" if note else said)
    attempt_admin.message_user(request, gettext("Taken back. The sync starts in a moment."))
    return True


def _page(attempt_admin: Any, request: HttpRequest, attempt: Any) -> HttpResponse:
    plan = attempt_undo.plan_undo(attempt_admin.definition, attempt)
    count = sum(one.refused is None for one in plan)
    button = ngettext("Restore %(count)s value", "Restore %(count)s values", count) % {"count": count}
    context = attempt_admin.page_context(
        request,
        title=gettext("Take back attempt %(number)s") % {"number": attempt.pk},
        attempt=attempt,
        rows=[_row(one) for one in plan],
        count=count,
        button=button,
        shown=attempt_undo.digest(plan),
        urls={name: attempt_admin.url_name(page) for name, page in (("attempt", "change"), ("undo", "undo"))},
    )
    return TemplateResponse(request, "console/attempt_undo.html", context)


def _row(one: Restored) -> dict[str, Any]:
    same = one.now[0] == one.now[1]
    return {
        "label": wording.field_label(one.field),
        "now": wording.value_text(one.now[0]) if same else " / ".join(map(wording.value_text, one.now)),
        "then": marked(one.before, one.now[0]) if one.refused is None else "",
        "refused": wording.say(one.refused),
    }
