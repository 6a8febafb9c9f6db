"""The next thing that happens to a party without anybody, and when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from syncconsole import clock, wording
from syncconsole.console.times import short_time
from syncconsole.sync.states import SyncStatus


def by_itself(party: Any) -> str:
    """One sentence: what comes next by itself."""
    if party.sync_status == SyncStatus.SYNCING:
        return gettext("A sync runs at this moment.")
    if party.paused_at:
        return gettext("Nothing while the party is paused. Edits are remembered.")
    if party.waits_for:
        return gettext("A sync, as soon as %(system)s answers.") % {"system": wording.system_label(party.waits_for)}
    if party.unhandled:
        return gettext("A sync, in a few seconds.")
    if party.due_at:
        return gettext("The next attempt, %(time)s.") % {"time": _when(party.due_at)}
    if party.compare_at:
        return gettext("The next comparison, %(time)s.") % {"time": _when(party.compare_at)}
    return gettext("Nothing until somebody edits the record in one of the systems.")


def _when(moment: Any) -> str:
    return gettext("in a moment") if moment <= clock.now() else short_time(moment)
