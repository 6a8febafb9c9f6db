"""The kernel as a Django app, and the admin with the console's own site."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SyncConsoleConfig(AppConfig):
    """Brings the kernel's models, commands, templates and system checks."""

    name = "syncconsole"
    verbose_name = "Sync console"

    def ready(self) -> None:
        """Register the system checks."""
        from syncconsole import checks  # noqa: F401


class ConsoleAdminConfig(AdminConfig):
    """Replaces the default admin site: django-rq's pages use the global one, so a second one would not do."""

    default = False
    default_site = "syncconsole.admin_site.ConsoleAdminSite"
