"""`manage.py losses KIND --allow | --refuse`: answer for all parties that the guard against mass losses holds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext

from syncconsole.management.party_command import caller
from syncconsole.people import losses as people_losses
from syncconsole.run.losses import KINDS


class Command(BaseCommand):
    """Answers once for all; a single party is answered by `hold ID approve`."""

    help = "Allow or refuse all losses of one kind: records gone in Advoware, deleted in EspoCRM, last entries removed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the kind and the answer."""
        parser.add_argument("kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
        answer = parser.add_mutually_exclusive_group(required=True)
        answer.add_argument("--allow", action="store_true", help="record them, and any more within an hour")
        answer.add_argument("--refuse", action="store_true", help="leave them as they are")

    def handle(self, **options: Any) -> None:
        """Exit 0 when answered."""
        if options["allow"]:
            count = people_losses.allow_all(options["kind"], caller())
        else:
            count = people_losses.refuse_all(options["kind"])
        self.stdout.write(
            ngettext("%(count)s party waits for it.", "%(count)s parties wait for it.", count) % {"count": count}
        )
