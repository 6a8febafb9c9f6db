"""`manage.py pause ID… | --system espocrm|advoware`: no run starts until `resume`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from syncconsole.management.party_command import caller
from syncconsole.management.pausing import PausingCommand
from syncconsole.people import operations
from syncconsole.registry import SyncDefinition


class Command(PausingCommand):
    """Pauses parties or a system."""

    help = "Let no run of these parties start, or none that needs this system; reasons are still counted."

    def with_system(self, name: str) -> None:
        """Pause it."""
        done = operations.pause_system(name, caller())
        self.stdout.write(_("Paused.") if done else _("It is paused already."))

    def with_parties(self, definition: SyncDefinition, pks: list[int]) -> None:
        """Pause them."""
        self.stdout.write(_("Paused: %d") % operations.pause(definition, pks, caller()))
