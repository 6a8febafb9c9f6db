"""`manage.py resolve ID FIELD --keep | --take | --seen`: decide a conflict, or acknowledge a difference."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from syncconsole import wording
from syncconsole.management.party_command import FAILED, WRONG_USE, PartyCommand, caller
from syncconsole.people import decisions, field_names


class Command(PartyCommand):
    """Decides on the values that were last read; the next run carries the decision."""

    help = "Decide a conflict of one field (--keep EspoCRM's value, --take the other), or acknowledge it (--seen)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take party, field and choice."""
        super().add_arguments(parser)
        parser.add_argument("id", metavar="ID", help="an EspoCRM id, or betnr:12345")
        parser.add_argument("field", metavar="FIELD", help="as `show` names it: lastName, phone:+4951112345, …")
        choice = parser.add_mutually_exclusive_group(required=True)
        for name in ("keep", "take", "seen"):
            choice.add_argument(f"--{name}", dest="choice", action="store_const", const=name)
        parser.add_argument("--note", default="", help="why, for the history")

    def handle(self, **options: Any) -> None:
        """Exit 0 when decided, 1 if it was refused, 2 for an unknown id or a field without an open conflict."""
        definition = self.definition(options)
        (pk,) = self.named(definition, [options["id"]])
        row = field_names.open_row(definition, pk, options["field"])
        if row is None:
            self.stop(_("Nothing is open for this field: %s") % options["field"], WRONG_USE)
        decided = decisions.decide(definition, row.pk, options["choice"], caller(), options["note"])
        if not decided.done:
            self.stop(wording.say(decided.reason), FAILED)
        self.stdout.write(_("Decided. The sync starts in a moment."))
