"""What people do to parties: resync and reset retries, for one by a button and for several after a confirmation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy, ngettext

from syncconsole.models.record import STATUS_CHOICES
from syncconsole.people import operations


@dataclass(frozen=True)
class Act:
    """One act: `name` is the permission's and the action's; `explain` says what will happen."""

    name: str
    run: Callable[..., Any]
    title: Any
    explain: Any
    button: Callable[[int], str]
    noted: Any


RESYNC = Act(
    "resync",
    lambda *args: operations.resync(*args),
    gettext_lazy("Sync again"),
    gettext_lazy("Both systems are read anew and compared. What differs is carried by the usual rules."),
    lambda count: ngettext("Sync %(count)s party", "Sync %(count)s parties", count) % {"count": count},
    gettext_lazy("Sync started by hand."),
)
RESET_RETRIES = Act(
    "reset_retries",
    lambda *args: operations.reset_retries(*args),
    gettext_lazy("Reset retries"),
    gettext_lazy("The counters are set to zero and the next attempt starts at once."),
    lambda count: ngettext("Reset %(count)s party", "Reset %(count)s parties", count) % {"count": count},
    gettext_lazy("Retries reset by hand."),
)


def run_for_one(party_admin: Any, request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    """Do it for one party; POST only, 403 without its permission."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    party_admin.require(request, "view")
    party_admin.require(request, act.name)
    party = get_object_or_404(party_admin.model, pk=pk)
    act.run(party_admin.definition, [party.pk], request.user.get_username())
    party_admin.log_change(request, party, str(act.noted))
    party_admin.message_user(request, gettext("Queued. The sync starts in a moment."))
    return redirect(party_admin.url_name("change"), party.pk)


def run_or_confirm(party_admin: Any, request: HttpRequest, parties: QuerySet[Any], act: Act) -> HttpResponse | None:
    """Show what will happen to how many; once that is confirmed, do it and return to the list."""
    if request.POST.get("confirmed") != "yes":
        return _confirmation(party_admin, request, parties, act)
    pks = list(parties.order_by().values_list("pk", flat=True))
    act.run(party_admin.definition, pks, request.user.get_username())
    user: Any = request.user
    LogEntry.objects.log_actions(user.pk, party_admin.model.objects.filter(pk__in=pks), CHANGE, str(act.noted))
    sentence = ngettext("%(count)s party queued.", "%(count)s parties queued.", len(pks)) % {"count": len(pks)}
    party_admin.message_user(request, sentence)
    return None


def _confirmation(party_admin: Any, request: HttpRequest, parties: QuerySet[Any], act: Act) -> HttpResponse:
    rows = parties.order_by().values("sync_status").annotate(n=Count("pk")).order_by("-n")
    words = dict(STATUS_CHOICES)
    by_status = [(words[row["sync_status"]], row["n"]) for row in rows]
    count = sum(n for _, n in by_status)
    whole_filter = request.POST.get("select_across") == "1"
    context = party_admin.page_context(
        request,
        title=act.title,
        act=act,
        button=act.button(count),
        by_status=by_status,
        count=count,
        select_across=whole_filter,
        selected=[] if whole_filter else request.POST.getlist(ACTION_CHECKBOX_NAME),
        checkbox_name=ACTION_CHECKBOX_NAME,
        back=request.get_full_path(),
    )
    return TemplateResponse(request, "console/confirm_action.html", context)
