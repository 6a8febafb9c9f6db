"""The app that brings phones and mails into the sync of Beteiligte."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KommunikationConfig(AppConfig):
    """Hands its part to the kernel once the models are there."""

    name = "kommunikation"
    verbose_name = _("Phones and mails")

    def ready(self) -> None:
        """Register with the sync of Beteiligte."""
        from beteiligte.sync import DEFINITION
        from kommunikation.labels import FIELD_LABELS
        from kommunikation.page import foreseen, rows_of
        from kommunikation.run.party import PartyEntries
        from syncconsole import registry, wording

        registry.add_entries(DEFINITION.name, PartyEntries, rows_of, foreseen)
        wording.add_field_labels(FIELD_LABELS)
