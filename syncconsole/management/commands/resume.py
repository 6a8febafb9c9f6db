"""`manage.py resume ID… | --system espocrm|advoware`: the end of a pause."""

from __future__ import annotations

from django.utils.translation import gettext as _

from syncconsole.management.party_command import caller
from syncconsole.management.pausing import PausingCommand
from syncconsole.people import operations
from syncconsole.registry import SyncDefinition


class Command(PausingCommand):
    """Lets paused parties or a system go on."""

    help = "Let these parties, or all work with this system, go on where they stopped."

    def with_system(self, name: str) -> None:
        """Let it go on."""
        done = operations.resume_system(name, caller())
        self.stdout.write(_("It goes on.") if done else _("It was not paused."))

    def with_parties(self, definition: SyncDefinition, pks: list[int]) -> None:
        """Let them go on."""
        self.stdout.write(_("Going on: %d") % operations.resume(definition, pks, caller()))
