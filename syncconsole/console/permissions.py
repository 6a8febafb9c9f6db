"""What a person needs for a page or an act, and in which words a refusal names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext, gettext_lazy

from syncconsole.people.decisions import APPROVE, UNLINK
from syncconsole.sync.link import CREATE_ANYWAY, RECREATE

# Answers to holds that create, unlink or remove: no run of the console can take them back (rules 1.3).
APPROVED_ANSWERS = frozenset({APPROVE, CREATE_ANYWAY, RECREATE, UNLINK})

_ACTS = {
    "resync": gettext_lazy("Sync now"),
    "reset_retries": gettext_lazy("Reset retries"),
    "decide": gettext_lazy("Decide conflicts"),
    "approve": gettext_lazy("Approve losses, create or unlink"),
    "pause": gettext_lazy("Pause and resume"),
    "set_policychange": gettext_lazy("Set the rule for conflicts"),
    "view_webhook_body": gettext_lazy("See bodies of deliveries"),
    "django_rq.admin": gettext_lazy("Jobs (RQ)"),
}


class MissingPermission(PermissionDenied):
    """A refusal (403) that knows which permission ("app.codename") was missing."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


def needs_approval(answer: str) -> bool:
    """Whether an answer to a hold ("action" or "action:value") needs "approve" beside "decide"."""
    return answer.partition(":")[0] in APPROVED_ANSWERS


def acts_of(act: str, posted: Mapping[str, Any]) -> tuple[str, ...]:
    """The permissions' first words that this act needs: "decide" also needs "approve" for some answers to holds."""
    if act == "decide" and needs_approval(str(posted.get("answer", ""))):
        return ("decide", "approve")
    return (act,)


def in_words(permission: str) -> str:
    """What the permission "app.codename" allows, as the page or the button is called."""
    app, _, codename = permission.partition(".")
    for known in (permission, codename):
        if known in _ACTS:
            return str(_ACTS[known])
    act, _, model = codename.rpartition("_")
    if act in _ACTS:
        return str(_ACTS[act])
    try:
        pages = str(apps.get_model(app, model)._meta.verbose_name_plural)
    except LookupError:
        return codename
    pages = pages[:1].upper() + pages[1:]
    return pages if act == "view" else gettext("Change: %(what)s") % {"what": pages}
