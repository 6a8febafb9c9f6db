"""`manage.py sweep`: one sweep now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from syncconsole.management.party_command import FAILED, PartyCommand, add_wait
from syncconsole.regular.sweep import sweep


class Command(PartyCommand):
    """Asks EspoCRM's lists and the mirror for work, and queues it."""

    help = "Look for work in EspoCRM's lists and in the mirror, and queue it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--wait`."""
        super().add_arguments(parser)
        add_wait(parser)

    def handle(self, **options: Any) -> None:
        """Exit 0 when done, 1 if EspoCRM could not be asked, 3 if what was queued is not run in time."""
        definition = self.definition(options)
        swept = sweep(definition)
        listed = {"listed": swept.listed, "unknown": swept.unknown, "changed": swept.changed}
        for name, count in {**listed, **swept.work, "queued": len(swept.queued)}.items():
            self.stdout.write(f"{name}: {count}")
        if options["wait"]:
            self.wait_for(definition, swept.queued, options["timeout"])
        if swept.problem:
            self.stop(_("EspoCRM could not be asked (%s); the mirror's part is done.") % swept.problem.code, FAILED)
