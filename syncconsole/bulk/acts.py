"""What a person may do to many parties at once, and which parties each act concerns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from syncconsole.people import operations
from syncconsole.registry import SyncDefinition


@dataclass(frozen=True)
class BulkAct:
    """One act. `permission`: the beginning of the permission's codename.

    `left_out`: {name: condition} of the parties it does not concern; a party that meets several counts for the first.
    `ask(definition, pks, who)` does it to a portion; with `runs` each party is synced then.
    """

    name: str
    permission: str
    left_out: dict[str, Q]
    ask: Callable[[SyncDefinition, Sequence[int], str], object]
    runs: bool = True

    @property
    def concerns(self) -> Q:
        """The parties that it concerns."""
        condition = Q()
        for left_out in self.left_out.values():
            condition &= ~left_out
        return condition


_PAUSED = Q(paused_at__isnull=False)

RESYNC = BulkAct(
    "resync",
    "resync",
    {"paused": _PAUSED},
    lambda definition, pks, who: operations.ask_resync(definition, pks),
)
RESET_RETRIES = BulkAct(
    "reset_retries",
    "reset_retries",
    {"paused": _PAUSED, "not_failed": Q(failures=0, given_up=False)},
    lambda definition, pks, who: operations.ask_reset_retries(definition, pks),
)
PAUSE = BulkAct("pause", "pause", {"paused": _PAUSED, "deleted": Q(deleted_at__isnull=False)}, operations.pause, False)
RESUME = BulkAct(
    "resume",
    "pause",
    {"not_paused": Q(paused_at__isnull=True)},
    lambda definition, pks, who: operations.ask_resume(definition, pks),
)

ACTS = {act.name: act for act in (RESYNC, RESET_RETRIES, PAUSE, RESUME)}


def get(name: str) -> BulkAct:
    """The act of that name; KeyError if there is none."""
    return ACTS[name]
