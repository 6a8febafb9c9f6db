"""`manage.py resync ID… | --status S | --all`: give parties a reason to sync."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from syncconsole.clients.access import EspoSettings
from syncconsole.clients.espocrm import EspoClient
from syncconsole.management.party_command import FAILED, PartyCommand, add_ids, add_wait, caller
from syncconsole.people import operations
from syncconsole.processes.readiness import missing_credentials
from syncconsole.registry import SyncDefinition
from syncconsole.run.runner import Ended
from syncconsole.sync.errors import RemoteError
from syncconsole.sync.record_id import is_record_id
from syncconsole.work.due import add_reason
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
        get_to_know(definition, options["ids"])
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


def get_to_know(definition: SyncDefinition, ids: Sequence[str]) -> None:
    """Take records into the mirror that EspoCRM has and the mirror does not know yet."""
    known = set(definition.record.objects.filter(espo_id__in=ids).values_list("espo_id", flat=True))
    unknown = [one for one in ids if one not in known and is_record_id(one)]
    if not unknown or missing_credentials():
        return
    where = [{"type": "in", "attribute": "id", "value": unknown}]
    try:
        found = EspoClient(EspoSettings.from_settings()).find(definition.entity, where=where, select=["id"])
    except RemoteError:
        return  # they stay unknown, and the command says so
    add_reason(definition, [row["id"] for row in found])
