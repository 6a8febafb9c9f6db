"""The console's admin site."""

from __future__ import annotations

from django.contrib.admin import AdminSite


class ConsoleAdminSite(AdminSite):
    """contrib.admin with the console's titles."""
