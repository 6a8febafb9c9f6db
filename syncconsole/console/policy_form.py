"""The form with which a supervisor sets the rule for conflicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext

from syncconsole import policies
from syncconsole.console.permissions import MissingPermission
from syncconsole.console.policy_words import POLICIES, choice_words
from syncconsole.models import PolicyChange
from syncconsole.models.policy import ENVIRONMENT, SET_POLICY

LONGEST_WHY = 300
_CHOICES = {**{name: name for name in POLICIES}, "environment": ENVIRONMENT}  # as posted: what was left out is none


def may_set(user: Any) -> bool:
    """Whether this user may set the rule for conflicts."""
    return bool(user.has_perm(SET_POLICY))


def options(chosen: str) -> Iterator[tuple[str, str, bool]]:
    """Each choice as it is posted, in words, and whether it is the present one."""
    for posted, choice in _CHOICES.items():
        yield posted, choice_words(choice), choice == chosen


def set_policy(request: HttpRequest) -> HttpResponse:
    """Put the posted rule in force; POST only, 403 without its permission. Without a reason nothing happens."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not may_set(request.user):
        raise MissingPermission(SET_POLICY)
    posted, why = request.POST.get("policy", ""), request.POST.get("why", "").strip()[:LONGEST_WHY]
    if posted not in _CHOICES or not why:
        messages.warning(request, gettext("Nothing was changed: choose a rule and say why."))
    else:
        _set(request, _CHOICES[posted], why)
    return redirect("rules")


def _set(request: HttpRequest, choice: str, why: str) -> None:
    row = policies.change(choice, request.user.get_username(), why)
    if row is None:
        messages.warning(request, gettext("Nothing was changed: this rule is in force already."))
        return
    _log(request.user, row)
    messages.success(request, gettext("Set. It decides from the next sync of each party on."))


def _log(user: Any, row: PolicyChange) -> None:
    said = f"{choice_words(row.policy)} {row.why}"
    LogEntry.objects.log_actions(user.pk, [row], ADDITION, said, single_object=True)
