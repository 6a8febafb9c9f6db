"""What a button does to one party: sync now, reset retries, pause, resume. For many at once see `bulk_start`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy

from syncconsole.people import operations


@dataclass(frozen=True)
class Act:
    """`permission`: the beginning of its codename; `noted`: what the history says; `done`: what the person is told."""

    permission: str
    run: Callable[..., Any]
    noted: Any
    done: Any


RESYNC = Act(
    "resync",
    lambda *args: operations.resync(*args),
    gettext_lazy("Sync started by hand."),
    gettext_lazy("Queued. The sync starts in a moment."),
)
RESET_RETRIES = Act(
    "reset_retries",
    lambda *args: operations.reset_retries(*args),
    gettext_lazy("Retries reset by hand."),
    gettext_lazy("Queued. The sync starts in a moment."),
)
PAUSE = Act(
    "pause",
    lambda *args: operations.pause(*args),
    gettext_lazy("Paused by hand."),
    gettext_lazy("Paused. Edits are remembered and carried when you resume."),
)
RESUME = Act(
    "pause",
    lambda *args: operations.resume(*args),
    gettext_lazy("Resumed by hand."),
    gettext_lazy("Resumed. The sync starts in a moment."),
)


def run_for_one(party_admin: Any, request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    """Do it for one party; POST only, 403 without its permission. The history says who, and `why` if it was given."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    party_admin.require(request, "view")
    party_admin.require(request, act.permission)
    party = get_object_or_404(party_admin.model, pk=pk)
    act.run(party_admin.definition, [party.pk], request.user.get_username())
    party_admin.log_change(request, party, f"{act.noted} {request.POST.get('why', '')[:300]}".strip())
    party_admin.message_user(request, act.done)
    return redirect(party_admin.url_name("change"), party.pk)
