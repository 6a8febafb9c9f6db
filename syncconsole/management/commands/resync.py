"""`manage.py resync ID… | --status S | --all`: give parties a reason to sync."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from syncconsole.management.party_command import FAILED, PartyCommand, add_ids, add_wait, caller
from syncconsole.people import operations
from syncconsole.registry import SyncDefinition
from syncconsole.run.runner import Ended
from syncconsole.work.feed import Defects
from syncconsole.work.jobs import sync_now


class Command(PartyCommand):
    """Queues parties, or runs them itself (`--now`, the original's manual test)."""

    help = "Sync parties: queue them, wait for them (--wait), or run them in this process (--now)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the parties and the way."""
        super().add_arguments(parser)
        add_ids(parser, everything=True)
        add_wait(parser)
        parser.add_argument("--now", action="store_true", help="run them in this process, without a worker")

    def handle(self, **options: Any) -> None:
        """Exit 0 when done, 1 if a party is then not in sync, 2 for unknown ids, 3 if not finished in time."""
        definition = self.definition(options)
        pks = self.chosen(definition, options)
        if options["now"]:
            self._run(definition, pks)
        else:
            operations.resync(definition, pks, caller())
            self.stdout.write(_("Queued: %d") % len(pks))
            if not options["wait"]:
                return
            self.wait_for(definition, pks, options["timeout"])
        self.judge(definition, pks)

    def _run(self, definition: SyncDefinition, pks: list[int]) -> None:
        parties = operations.ask_resync(definition, pks)
        names = {party.pk: party.espo_id for party in parties}
        count, gate = 0, threading.Lock()

        def told(pk: int, ended: Ended) -> None:
            nonlocal count
            with gate:
                count += not ended.again
                self.stdout.write(f"{count}/{len(pks)} {names[pk]}: {ended.outcome}")

        try:
            sync_now(definition, pks, who=caller(), told=told)
        except Defects as defects:
            self.stop(str(defects), FAILED)
