"""Many losses at once: the console holds them until a person allows or refuses all of a kind (rules 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from syncconsole import registry, wording
from syncconsole.console import facets
from syncconsole.console.home_causes import list_url
from syncconsole.console.numbers import grouped
from syncconsole.console.permissions import MissingPermission
from syncconsole.models import Message
from syncconsole.people import losses as people_losses
from syncconsole.run import losses

ALLOW, REFUSE = "allow", "refuse"
CODES = {f"mass_{kind}_told": kind for kind in losses.KINDS}
_NEEDED = {ALLOW: ("decide", "approve"), REFUSE: ("decide",)}


@dataclass(frozen=True)
class Question:
    """One open message about losses of a `kind`, with what the user may answer."""

    kind: str
    sentence: str
    at: datetime
    url: str
    answers: list[tuple[str, str]]


def kind_of(message: Any) -> str:
    """The kind of losses that an open message asks about; "" for any other message."""
    return CODES.get(message.code, "") if message.closed_at is None else ""


def question(message: Any, user: Any) -> Question:
    """What such a message asks."""
    sentence = wording.say({"code": message.code, "params": message.params})
    answers = [(answer, label) for answer, label in _labels() if may(user, answer)]
    return Question(
        kind_of(message), sentence, message.created_at, reverse("admin:syncconsole_message_losses"), answers
    )


def _labels() -> list[tuple[str, str]]:
    return [(ALLOW, gettext("Allow for all …")), (REFUSE, gettext("Refuse for all …"))]


def may(user: Any, answer: str) -> bool:
    """Refusing is a decision; allowing records losses, so it needs the right to approve too."""
    return not _missing(user, answer)


def _missing(user: Any, answer: str) -> str:
    """The first permission that the user lacks, on any sync: the answer is for all of them."""
    for definition in registry.all_definitions():
        meta = definition.record._meta
        for act in _NEEDED[answer]:
            permission = f"{meta.app_label}.{act}_{meta.model_name}"
            if not user.has_perm(permission):
                return permission
    return ""


def held(kind: str) -> int:
    """How many parties wait for that answer now."""
    return sum(
        definition.record.objects.filter(hold__isnull=False, hold__code=losses.HOLDS[kind]).count()
        for definition in registry.all_definitions()
    )


def answer_view(message_admin: Any, request: HttpRequest) -> HttpResponse:
    """POST `kind` and `answer`: first the page with the number of parties, with `confirmed` the act itself."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    kind, answer = request.POST.get("kind", ""), request.POST.get("answer", "")
    if kind not in losses.KINDS or answer not in _NEEDED:
        raise Http404
    if missing := _missing(request.user, answer):
        raise MissingPermission(missing)
    if not request.POST.get("confirmed"):
        return _confirm(message_admin, request, kind, answer)
    _do(message_admin, request, kind, answer)
    return redirect("admin:index")


def _confirm(message_admin: Any, request: HttpRequest, kind: str, answer: str) -> HttpResponse:
    count = held(kind)
    context = message_admin.page_context(
        request,
        title=dict(_labels())[answer].rstrip(" …"),
        heading=_heading(count, answer),
        lists=_lists(kind),
        sentence=wording.say({"code": f"mass_{kind}_told", "params": {}}),
        consequence=_consequence(kind, answer),
        button=_button(count, answer),
        kind=kind,
        answer=answer,
    )
    return TemplateResponse(request, "console/home_losses.html", context)


def _heading(count: int, answer: str) -> str:
    if answer == ALLOW:
        words = ngettext("Allow losses of %(count)s party?", "Allow losses of %(count)s parties?", count)
    else:
        words = ngettext("Refuse losses of %(count)s party?", "Refuse losses of %(count)s parties?", count)
    return words % {"count": grouped(count)}


def _lists(kind: str) -> list[str]:
    """The lists of the parties that wait for that answer."""
    query = {"show": facets.ALL, "cause": f"hold:{losses.HOLDS[kind]}"}
    return [list_url(definition.record, **query) for definition in registry.all_definitions()]


def _button(count: int, answer: str) -> str:
    if answer == ALLOW:
        words = ngettext("Allow for %(count)s party", "Allow for %(count)s parties", count)
    else:
        words = ngettext("Refuse for %(count)s party", "Refuse for %(count)s parties", count)
    return words % {"count": grouped(count)}


def _consequence(kind: str, answer: str) -> str:
    if answer == REFUSE:
        return gettext("Nothing of it is recorded. The parties stay held and are looked at daily.")
    hour = gettext("For an hour further losses of this kind are recorded without a question.")
    told = {
        losses.GONE: gettext("The parties are looked at again. What is gone in Advoware then is noted as gone."),
        losses.DELETED: gettext(
            "The parties are looked at again. What is gone in EspoCRM then is noted as deleted; Advoware keeps it."
        ),
        losses.EMPTIED: gettext(
            "The parties are looked at again. Their last phones and mails are then removed on the other side too."
        ),
    }[kind]
    return f"{told} {hour}"


def _do(message_admin: Any, request: HttpRequest, kind: str, answer: str) -> None:
    about = Message.objects.filter(code=f"mass_{kind}_told").order_by("-id").first()
    why = request.POST.get("why", "")[:300]
    if answer == ALLOW:
        count = people_losses.allow_all(kind, request.user.get_username())
        noted, said = gettext("Losses allowed for all."), gettext("Allowed. %(count)s parties are looked at again.")
    else:
        count = people_losses.refuse_all(kind)
        noted, said = gettext("Losses refused for all."), gettext("Refused. %(count)s parties stay as they are.")
    if about is not None:
        message_admin.log_change(request, about, f"{noted} {why}".strip())
    flash.success(request, said % {"count": grouped(count)})
