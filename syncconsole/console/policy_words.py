"""What people read of the rules for conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from syncconsole import policies
from syncconsole.models import PolicyChange
from syncconsole.models.policy import ENVIRONMENT

POLICIES = {
    "espocrm": gettext_lazy("EspoCRM's value applies, Advoware's is kept for review."),
    "advoware": gettext_lazy("Advoware's value applies, EspoCRM's is kept for review."),
    "manual": gettext_lazy("By hand: nothing is carried until somebody has decided."),
}


@dataclass(frozen=True)
class Change:
    """One line of the history: when (UTC), who, which rule from then on, and why."""

    at: datetime
    who: str
    rule: str
    why: str


def rule_of(choice: str) -> str:
    """The rule that a choice stands for, in a sentence."""
    return str(POLICIES[policies.resolved(choice)])


def choice_words(choice: str) -> str:
    """A choice as it is offered: the environment's with what that is at present."""
    if choice == ENVIRONMENT:
        return gettext("As the administration has set it (SYNC_CONFLICT_POLICY): %(rule)s") % {"rule": rule_of(choice)}
    return str(POLICIES[choice])


def history(changes: list[PolicyChange]) -> list[Change]:
    """The changes in words; what the environment said at that time was not kept."""
    back = gettext("As the administration has set it")
    return [Change(one.at, one.who, str(POLICIES.get(one.policy, back)), one.why) for one in changes]
