"""The console's admin site: contrib.admin with the console's name, navigation and home page."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from syncconsole import registry


class ConsoleAdminSite(AdminSite):
    """Replaces the default site, since django-rq's pages use the global one."""

    site_header = _("Sync")
    site_title = _("Sync")
    index_title = _("Overview")
    site_url = None
    index_template = "console/home.html"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page needs: navigation, the search field's address, systems whose work waits."""
        context = super().each_context(request)
        if context["has_permission"]:
            context.update(self._console_context(request))
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The home page."""
        from syncconsole.console.home import overview

        return super().index(request, {**overview(request), **(extra_context or {})})

    def _console_context(self, request: HttpRequest) -> dict[str, Any]:
        # The models are not loaded yet when this module is.
        from syncconsole.console.navigation import navigation
        from syncconsole.console.system_words import banners

        return {"navigation": navigation(request), "find_url": _find_url(request), "banners": banners(request)}


def _find_url(request: HttpRequest) -> str:
    """Where the header's search goes: the first sync whose parties this user may see."""
    for definition in registry.all_definitions():
        meta = definition.record._meta
        if not request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            continue
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_find")
        except NoReverseMatch:
            continue
    return ""
