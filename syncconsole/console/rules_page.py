"""The rules in force: which fields are compared, and what happens where both systems have changed one differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy

from syncconsole import registry, wording
from syncconsole.console.permissions import MissingPermission
from syncconsole.registry import SyncDefinition

POLICIES = {
    "espocrm": gettext_lazy("EspoCRM's value applies, Advoware's is kept for review."),
    "advoware": gettext_lazy("Advoware's value applies, EspoCRM's is kept for review."),
    "manual": gettext_lazy("By hand: nothing is carried until somebody has decided."),
}


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
    """Show the rules of every sync whose parties the user may see; GET only."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    seen = [one for one in registry.all_definitions() if request.user.has_perm(_permission(one))]
    if not seen:
        raise MissingPermission(_permission(registry.all_definitions()[0]))
    context = {
        **admin.site.each_context(request),
        "title": gettext("Rules"),
        "common": POLICIES[settings.SYNC_CONFLICT_POLICY],
        "syncs": [(one, _rules(one)) for one in seen],
    }
    return TemplateResponse(request, "console/rules.html", context)


def may_see(user: Any) -> bool:
    """Whether there are rules that this user may see."""
    return any(user.has_perm(_permission(one)) for one in registry.all_definitions())


def _rules(definition: SyncDefinition) -> list[FieldRule]:
    policy = definition.mapping().policy(settings.SYNC_CONFLICT_POLICY, settings.SYNC_FIELD_POLICIES)
    return [
        FieldRule(
            wording.field_label(one.name),
            one.name,
            one.advoware,
            ", ".join(wording.kind_label(kind) for kind in sorted(one.kinds, reverse=True)),
            str(POLICIES[policy.of(one.name)]),
            one.name in settings.SYNC_FIELD_POLICIES,
        )
        for one in definition.mapping().fields
    ]


def _permission(definition: SyncDefinition) -> str:
    meta = definition.record._meta
    return f"{meta.app_label}.view_{meta.model_name}"
