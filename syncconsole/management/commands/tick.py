"""`manage.py tick`: one tick now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from syncconsole.management.party_command import PartyCommand, add_wait
from syncconsole.regular.tick import tick


class Command(PartyCommand):
    """Queues due retries, ended leases and what a recovered system releases."""

    help = "Queue due retries, ended leases, and what waited for a system that answers again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--wait`."""
        super().add_arguments(parser)
        add_wait(parser)

    def handle(self, **options: Any) -> None:
        """Exit 0 when done, 3 if what was queued is not run in time."""
        definition = self.definition(options)
        ticked = tick(definition)
        for name, count in {**ticked.work, "queued": len(ticked.queued)}.items():
            self.stdout.write(f"{name}: {count}")
        if options["wait"]:
            self.wait_for(definition, ticked.queued, options["timeout"])
