"""The app that registers the sync of Beteiligte."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BeteiligteConfig(AppConfig):
    """Registers the sync once the models are there."""

    name = "beteiligte"
    verbose_name = _("Sync")

    def ready(self) -> None:
        """Register the sync; the kernel finds it in `syncconsole.registry`."""
        from beteiligte import sync
        from beteiligte.labels import FIELD_LABELS
        from syncconsole import registry, wording

        registry.register(sync.DEFINITION)
        wording.add_field_labels(FIELD_LABELS)
