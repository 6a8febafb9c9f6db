"""`manage.py show ID`: one party with everything that is known about it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from syncconsole.console.party_report import lines, report
from syncconsole.management.party_command import PartyCommand


class Command(PartyCommand):
    """Shows values of the party: for the eyes of whoever may use the database anyway."""

    help = "Show one party: status, reason, both sides as last seen, conflicts, holds, last attempts, next step."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the id and the form."""
        super().add_arguments(parser)
        parser.add_argument("id", metavar="ID", help="an EspoCRM id, or betnr:12345")
        parser.add_argument("--json", action="store_true", help="as JSON, times in UTC")

    def handle(self, **options: Any) -> None:
        """Exit 0 when shown, 2 for an unknown id."""
        definition = self.definition(options)
        (pk,) = self.named(definition, [options["id"]])
        told = report(definition, pk)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(lines(told)))
