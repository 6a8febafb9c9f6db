"""`manage.py hold ID ACTION [VALUE]`: answer what holds a party as a whole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from syncconsole import wording
from syncconsole.management.party_command import FAILED, WRONG_USE, PartyCommand, caller
from syncconsole.people import decisions

ACTIONS = sorted({action for actions in decisions.ACTIONS.values() for action in actions})
WITH_VALUE = (decisions.LINK, decisions.APPLY_KIND)


class Command(PartyCommand):
    """Gives the answer; the next run acts on it."""

    help = "Answer a hold of one party; `show` names the hold and its candidates."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take party, action and, for `link` and `apply-kind`, a value."""
        super().add_arguments(parser)
        parser.add_argument("id", metavar="ID", help="an EspoCRM id, or betnr:12345")
        parser.add_argument("action", metavar="ACTION", choices=ACTIONS, help=", ".join(ACTIONS))
        parser.add_argument("value", metavar="VALUE", nargs="?", default="", help="a number, or person / company")

    def handle(self, **options: Any) -> None:
        """Exit 0 when answered, 1 if it was refused, 2 for an unknown id or a missing value."""
        definition = self.definition(options)
        (pk,) = self.named(definition, [options["id"]])
        if options["action"] in WITH_VALUE and not options["value"]:
            self.stop(_("This action needs a value: %s") % options["action"], WRONG_USE)
        decided = decisions.answer_hold(definition, pk, options["action"], caller(), options["value"])
        if not decided.done:
            self.stop(wording.say(decided.reason), FAILED)
        self.stdout.write(_("Decided. The sync starts in a moment."))
