"""`manage.py status`: counts, failed parties, queues, systems and regular work at a glance."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from syncconsole.console.status_report import lines, report
from syncconsole.management.party_command import PartyCommand


class Command(PartyCommand):
    """The original's two monitoring queries and more; names no person."""

    help = "Show counts by status, what failed (most retries first), queues, systems, last sweep and tick, workers."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the form."""
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="as JSON, times in UTC")

    def handle(self, **options: Any) -> None:
        """Always exits 0: that something failed is what it tells, not a failure of its own."""
        told = report(self.definition(options))
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(lines(told)))
