"""What all lists of the console have in common: they show rows, and nobody edits a row by hand."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin, ShowFacets
from django.http import HttpRequest

from syncconsole.console.permissions import MissingPermission, acts_of


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[type-arg]
    """View permission only: no adding, changing or deleting, for nobody."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # counting every filter scans the table
    change_list_template = "console/list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def may(self, request: HttpRequest, act: str) -> bool:
        """Whether the user has this model's own permission, such as "resync"."""
        return bool(request.user.has_perm(self.permission(act)))

    def require(self, request: HttpRequest, act: str) -> None:
        """Raise MissingPermission (403) without that permission, or without what the posted answer needs beside it."""
        for needed in acts_of(act, request.POST):
            if not self.may(request, needed):
                raise MissingPermission(self.permission(needed))

    def permission(self, act: str) -> str:
        """The full name of this model's permission for `act`."""
        return f"{self.opts.app_label}.{act}_{self.opts.model_name}"

    def url_name(self, page: str) -> str:
        """The name of one of this model's pages in the admin's addresses."""
        return f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def page_context(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        """What every own page needs."""
        return {**self.admin_site.each_context(request), "opts": self.opts, "is_popup": False, **more}
