"""`syncStatus` is derived, never set by hand (rules 4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SyncStatus(StrEnum):
    """The seven values of EspoCRM's field, in the order in which they take precedence."""

    SYNCING = "syncing"
    PENDING_SYNC = "pending_sync"
    DIRTY = "dirty"
    PERMANENTLY_FAILED = "permanently_failed"
    FAILED = "failed"
    CONFLICT = "conflict"
    CLEAN = "clean"


@dataclass(frozen=True)
class Standing:
    """The facts that a party's status follows from.

    `open_error`: set by a failed run, cleared by one that carried out its whole plan; never an
    outage. `held_whole`: the party is held as a whole or gone. `to_review`: an open conflict, a held
    part, or an accepted difference that nobody has acknowledged.
    """

    running: bool = False
    ever_run: bool = True
    unhandled: bool = False
    given_up: bool = False
    open_error: bool = False
    held_whole: bool = False
    to_review: bool = False


def shown_status(standing: Standing) -> SyncStatus:
    """What the console shows."""
    if standing.running:
        return SyncStatus.SYNCING
    if not standing.ever_run:
        return SyncStatus.PENDING_SYNC
    if standing.unhandled:
        return SyncStatus.DIRTY
    return published_status(standing)


def published_status(standing: Standing) -> SyncStatus:
    """What EspoCRM gets: never `dirty`, `pending_sync` or `syncing`."""
    if standing.given_up:
        return SyncStatus.PERMANENTLY_FAILED
    if standing.open_error or standing.held_whole:
        return SyncStatus.FAILED
    return SyncStatus.CONFLICT if standing.to_review else SyncStatus.CLEAN
