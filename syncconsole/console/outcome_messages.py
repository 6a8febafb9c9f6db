"""What a person is told after a decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from syncconsole import wording


def report(model_admin: Any, request: HttpRequest, decided: Any) -> None:
    """Say that the decision was taken, or why not; None stands for a state that is no longer the one shown."""
    if decided is not None and decided.done:
        model_admin.message_user(request, gettext("Decided. The sync starts in a moment."))
        return
    sentence = gettext("Your decision was not applied: the state has changed meanwhile. Please look at the new state.")
    if decided is not None and decided.reason is not None:
        sentence = gettext("Your decision was not applied: %(why)s") % {"why": wording.say(decided.reason)}
    model_admin.message_user(request, sentence, level="warning")
