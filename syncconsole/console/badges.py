"""The one status word that a party carries, with its icon and colour role (design, "Status words")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from syncconsole.console.icons import icon
from syncconsole.models.attempt import Outcome
from syncconsole.models.conflict import ConflictKind
from syncconsole.sync.states import SyncStatus


@dataclass(frozen=True, eq=False)  # by identity: a lazy word hashes differently in each language
class Badge:
    """`role` is one of ok, info, quiet, warn, ask, stop; `outlined` ones need no action at once."""

    word: Any
    icon: str
    role: str
    outlined: bool = False

    def __str__(self) -> SafeString:
        """Icon and word as a pill; safe HTML, for templates and cells of lists."""
        css = f"badge {self.role}{' outlined' if self.outlined else ''}"
        return format_html('<span class="{}">{}<span>{}</span></span>', css, icon(self.icon), self.word)


IN_SYNC = Badge(gettext_lazy("In sync"), "tick", "ok")
CHANGED = Badge(gettext_lazy("Changed"), "dot", "info")
NEW = Badge(pgettext_lazy("status", "New"), "plus", "info")
RUNNING = Badge(gettext_lazy("Running"), "running", "info")
CHECKING = Badge(gettext_lazy("Checking"), "lens", "info")
WAITING = Badge(gettext_lazy("Waiting"), "clock", "quiet")
PAUSED = Badge(gettext_lazy("Paused"), "bars", "quiet")
DELETED = Badge(gettext_lazy("Deleted"), "box", "quiet")
WILL_RETRY = Badge(gettext_lazy("Will retry"), "warning", "warn")
TO_REVIEW = Badge(gettext_lazy("To review"), "diamond-tick", "ask", outlined=True)
CONFLICT = Badge(gettext_lazy("Conflict"), "diamond-half", "ask")
DECISION = Badge(gettext_lazy("Decision"), "diamond-dots", "ask")
REJECTED = Badge(gettext_lazy("Rejected"), "octagon", "stop", outlined=True)
GONE = Badge(gettext_lazy("Gone in Advoware"), "octagon-minus", "stop", outlined=True)
GIVEN_UP = Badge(gettext_lazy("Given up"), "octagon-cross", "stop")

NEEDS_YOU = frozenset({CONFLICT, DECISION, REJECTED, GONE, GIVEN_UP})

_BY_STATUS = {
    SyncStatus.CLEAN: IN_SYNC,
    SyncStatus.DIRTY: CHANGED,
    SyncStatus.PENDING_SYNC: NEW,
    SyncStatus.SYNCING: RUNNING,
    SyncStatus.PERMANENTLY_FAILED: GIVEN_UP,
}
_BY_OUTCOME = {
    Outcome.RUNNING: Badge(gettext_lazy("Running"), "running", "info"),
    Outcome.EQUAL: Badge(gettext_lazy("All equal"), "equals", "quiet"),
    Outcome.WRITTEN: Badge(gettext_lazy("Succeeded"), "tick", "ok"),
    Outcome.HELD: Badge(gettext_lazy("Held"), "diamond-dots", "ask"),
    Outcome.FAILED: Badge(gettext_lazy("Failed"), "warning", "warn"),
    Outcome.WAITS: WAITING,
    Outcome.AGAIN: Badge(gettext_lazy("Once more"), "running", "info"),
    Outcome.ABANDONED: Badge(gettext_lazy("Broken off"), "warning", "warn"),
}
_BY_KIND = {ConflictKind.HELD: CONFLICT, ConflictKind.REVIEW: TO_REVIEW}
_DIFFERENCE = Badge(gettext_lazy("Difference"), "diamond-tick", "ask", outlined=True)


def badge(party: Any) -> Badge:
    """The status word of a party's row; `open_conflicts` is used where the query brought them along."""
    if party.deleted_at:
        return DELETED
    if party.sync_status == SyncStatus.SYNCING:
        return RUNNING
    if party.paused_at:
        return PAUSED
    if party.waits_for:
        return WAITING
    if party.sync_status == SyncStatus.FAILED:
        return _failed(party)
    if party.sync_status == SyncStatus.CONFLICT:
        return _conflict(party)
    return _BY_STATUS[SyncStatus(party.sync_status)]


def _failed(party: Any) -> Badge:
    if party.gone_at:
        return GONE
    if party.held_whole:
        return DECISION
    if party.due_at is None:
        return REJECTED
    return CHECKING if any(party.unsettled.values()) else WILL_RETRY


def _conflict(party: Any) -> Badge:
    if any(row.kind == ConflictKind.HELD for row in open_conflicts(party)):
        return CONFLICT
    return DECISION if party.hold else TO_REVIEW


def open_conflicts(party: Any) -> list[Any]:
    """The party's open conflict rows, oldest first; asked once per object."""
    if not hasattr(party, "open_conflicts"):
        party.open_conflicts = list(party.conflicts.filter(closed_at__isnull=True).order_by("id"))
    return list(party.open_conflicts)


def outcome_badge(attempt: Any) -> Badge:
    """How an attempt ended."""
    return _BY_OUTCOME[Outcome(attempt.outcome)]


def conflict_badge(conflict: Any) -> Badge:
    """What a conflict row asks of a person."""
    return _BY_KIND.get(ConflictKind(conflict.kind), _DIFFERENCE)
