"""The app that keeps EspoCRM's `CBeteiligte` and Advoware's `Beteiligte` in sync."""

from __future__ import annotations

from django.apps import AppConfig


class BeteiligteConfig(AppConfig):
    """Registers the sync of Beteiligte."""

    name = "beteiligte"
    verbose_name = "Beteiligte"
