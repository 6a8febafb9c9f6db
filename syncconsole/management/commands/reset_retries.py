"""`manage.py reset_retries ID… | --status S`: counters to zero, due now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from syncconsole.management.party_command import PartyCommand, add_ids, caller
from syncconsole.people import operations


class Command(PartyCommand):
    """Gives failed parties all their attempts back."""

    help = "Set the failed attempts of parties to zero and make them due now."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the parties."""
        super().add_arguments(parser)
        add_ids(parser)

    def handle(self, **options: Any) -> None:
        """Exit 0 when done, 2 for unknown ids."""
        definition = self.definition(options)
        parties = operations.reset_retries(definition, self.chosen(definition, options), caller())
        self.stdout.write(_("Reset and queued: %d") % len(parties))
