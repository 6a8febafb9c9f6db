"""What `pause` and `resume` share: parties by their ids, or one whole system."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from syncconsole.management.party_command import WRONG_USE, PartyCommand
from syncconsole.sync.errors import ADVOWARE, ESPOCRM


class PausingCommand(PartyCommand):
    """A command about some parties or about a system."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ids or a system."""
        super().add_arguments(parser)
        parser.add_argument("ids", nargs="*", metavar="ID", help="an EspoCRM id, or betnr:12345")
        parser.add_argument("--system", choices=(ESPOCRM, ADVOWARE), help="all work with this system")

    def handle(self, **options: Any) -> None:
        """Exit 0 when done, 2 for unknown ids, or for both or neither of ids and system."""
        if bool(options["ids"]) == bool(options["system"]):
            self.stop(_("Name parties by their ids, or a system: one of the two."), WRONG_USE)
        if options["system"]:
            self.with_system(options["system"])
        else:
            definition = self.definition(options)
            self.with_parties(definition, self.named(definition, options["ids"]))

    def with_system(self, name: str) -> None:
        """Do it to a system."""
        raise NotImplementedError

    def with_parties(self, definition: Any, pks: list[int]) -> None:
        """Do it to parties."""
        raise NotImplementedError
