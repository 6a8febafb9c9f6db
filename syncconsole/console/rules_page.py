"""The rules in force: which fields are compared, and what happens where both systems have changed one differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from syncconsole import policies, registry, wording
from syncconsole.console import policy_form, policy_words
from syncconsole.console.permissions import MissingPermission
from syncconsole.registry import SyncDefinition

SHOWN = 50  # of the newest changes of the common rule


@dataclass(frozen=True)
class FieldRule:
    """One field: its names in both systems, whom it concerns, and its rule; `own` if it is not the common one."""

    label: str
    espo: str
    advoware: str
    kinds: str
    rule: str
    own: bool


def page(request: HttpRequest) -> HttpResponse:
    """Show the rules of every sync whose parties the user may see, and who set the common one; GET only."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    seen = [one for one in registry.all_definitions() if request.user.has_perm(_permission(one))]
    if not seen:
        raise MissingPermission(_permission(registry.all_definitions()[0]))
    changes = policies.newest(SHOWN)
    chosen = policies.chosen(changes)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Rules"),
        "common": policy_words.rule_of(chosen),
        "by_environment": not chosen,
        "history": policy_words.history(changes),
        "options": list(policy_form.options(chosen)) if policy_form.may_set(request.user) else [],
        "longest_why": policy_form.LONGEST_WHY,
        "syncs": [(one, _rules(one, policies.resolved(chosen))) for one in seen],
    }
    return TemplateResponse(request, "console/rules.html", context)


def may_see(user: Any) -> bool:
    """Whether there are rules that this user may see."""
    return any(user.has_perm(_permission(one)) for one in registry.all_definitions())


def _rules(definition: SyncDefinition, common: str) -> list[FieldRule]:
    policy = definition.mapping().policy(common, settings.SYNC_FIELD_POLICIES)
    return [
        FieldRule(
            wording.field_label(one.name),
            one.name,
            one.advoware,
            ", ".join(wording.kind_label(kind) for kind in sorted(one.kinds, reverse=True)),
            policy_words.rule_of(policy.of(one.name)),
            one.name in settings.SYNC_FIELD_POLICIES,
        )
        for one in definition.mapping().fields
    ]


def _permission(definition: SyncDefinition) -> str:
    meta = definition.record._meta
    return f"{meta.app_label}.view_{meta.model_name}"
