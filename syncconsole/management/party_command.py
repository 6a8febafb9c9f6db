"""What the commands about parties share: how they are named, how one waits for them, which code one exits with."""

from __future__ import annotations

import getpass
from argparse import ArgumentTypeError
from collections.abc import Collection, Sequence
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from syncconsole import registry
from syncconsole.management.party_ids import UnknownIds, party_keys
from syncconsole.management.waiting import unwell, wait_until_idle
from syncconsole.registry import SyncDefinition
from syncconsole.sync.states import SyncStatus

FAILED, WRONG_USE, NOT_FINISHED = 1, 2, 3
DEFAULT_TIMEOUT_SECONDS = 300


class PartyCommand(BaseCommand):
    """A command about parties of one sync."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--sync`: the sync that the command is about, the first registered one if it is not given."""
        names = [definition.name for definition in registry.all_definitions()]
        parser.add_argument("--sync", choices=names, default=names[0], help="which sync (default: %(default)s)")

    def definition(self, options: dict[str, Any]) -> SyncDefinition:
        """The sync that was chosen."""
        return registry.get(options["sync"])

    def chosen(self, definition: SyncDefinition, options: dict[str, Any]) -> list[int]:
        """The keys of the parties named by ids, `--status` or `--all`; ends the command if that is not just one."""
        ways = [bool(options["ids"]), bool(options.get("status")), bool(options.get("all"))]
        if sum(ways) != 1:
            self.stop(_("Name parties by their ids, or all of a status, or all: one of the three."), WRONG_USE)
        if options["ids"]:
            return self.named(definition, options["ids"])
        rows = definition.record.objects.order_by("pk")
        rows = rows.filter(sync_status=options["status"]) if options.get("status") else rows
        return list(rows.values_list("pk", flat=True))

    def named(self, definition: SyncDefinition, ids: Sequence[str]) -> list[int]:
        """The keys of the parties with these ids; ends the command if any is unknown."""
        try:
            return party_keys(definition, ids)
        except UnknownIds as unknown:
            self.stop(_("No party has this id: %s") % ", ".join(unknown.ids), WRONG_USE)

    def wait_for(self, definition: SyncDefinition, pks: Collection[int], seconds: float) -> None:
        """Return when these parties have been run; ends the command if they are not in time."""
        left = wait_until_idle(definition, pks, seconds, self._tell_left)
        if left:
            self.stop(_("Not finished in time: %d") % len(left), NOT_FINISHED)

    def judge(self, definition: SyncDefinition, pks: Collection[int]) -> None:
        """Return if all these parties are well; ends the command naming some that are not."""
        bad = unwell(definition, pks)
        if bad:
            shown = ", ".join(bad[:10]) + (", …" if len(bad) > 10 else "")
            self.stop(_("Not in sync: %(count)d (%(ids)s)") % {"count": len(bad), "ids": shown}, FAILED)

    def stop(self, text: str, code: int) -> NoReturn:
        """End the command with `text` as its one line and this exit code."""
        raise CommandError(text, returncode=code)

    def _tell_left(self, left: int) -> None:
        self.stdout.write(_("Still to run: %d") % left)


def add_ids(parser: CommandParser, *, everything: bool = False) -> None:
    """Let the command take ids or `--status`, and `--all` if `everything`."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="an EspoCRM id, or betnr:12345")
    parser.add_argument("--status", choices=[str(status) for status in SyncStatus], help="all parties of this status")
    if everything:
        parser.add_argument("--all", action="store_true", help="all parties")


def add_wait(parser: CommandParser) -> None:
    """Let the command take `--wait` and `--timeout`."""
    parser.add_argument("--wait", action="store_true", help="return when these parties have been run")
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=DEFAULT_TIMEOUT_SECONDS,
        metavar="SECONDS",
        help="wait no longer than this, then exit with 3 (default: %(default)s)",
    )


def caller() -> str:
    """Who runs the command, for the attempts it starts: the name at the operating system."""
    try:
        return f"{getpass.getuser()} (manage.py)"
    except (KeyError, OSError):  # a container's user without a name
        return "manage.py"


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < 10**9:
        raise ArgumentTypeError(_("must be a number of seconds"))
    return seconds
