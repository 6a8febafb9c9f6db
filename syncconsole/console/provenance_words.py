"""Half sentences of a value's provenance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console.timeline import started_by
from syncconsole.console.times import day_and_time
from syncconsole.sync.readback import ARRIVED
from syncconsole.sync.values import other


def entered(side: str, who: str, at: datetime | None) -> str:
    """A person's edit, as its system tells of the record's last author."""
    words = {"system": wording.system_label(side), "who": who, "time": day_and_time(at) if at else ""}
    if who and at:
        return gettext("entered by %(who)s in %(system)s, %(time)s") % words
    if at:
        return gettext("entered in %(system)s, %(time)s") % words
    return gettext("entered in %(system)s") % words


def entered_before_us(side: str, at: datetime | None) -> str:
    """A person's edit whose author nobody knows any more: the console has written to the record since."""
    words = {"system": wording.system_label(side), "time": day_and_time(at) if at else "–"}
    return gettext("entered in %(system)s; the console itself wrote to this record last, %(time)s") % words


def written(change: Any, side: str, decision: Any, who: str) -> str:
    """A value that the console wrote to `side`; `decision` is the person's that it carried out.

    `who` had entered it in the other system, "" if that is unknown.
    """
    words = {"system": wording.system_label(other(side)), "time": day_and_time(change.at), "who": who}
    if decision is not None:
        return gettext("written by us as %(who)s decided, %(time)s") % {**words, "who": decision.closed_by}
    if who:
        return gettext("taken over by us from %(system)s, %(time)s; entered there by %(who)s") % words
    return gettext("taken over by us from %(system)s, %(time)s") % words


def seen_by(change: Any) -> str:
    """When and how an edit was seen that a run then carried."""
    words = {
        "time": day_and_time(change.attempt.started_at),
        "trigger": started_by(change.attempt),
        "system": wording.system_label(change.side),
        "rule": wording.rule_label(change.rule),
    }
    seen = gettext("Seen %(time)s (%(trigger)s), carried to %(system)s: %(rule)s.") % words
    return seen if change.result == ARRIVED else f"{seen} {wording.result_label(change.result)}."


def because(change: Any) -> str:
    """Which rule decided, and what became of the value if it did not simply arrive."""
    rule = gettext("Because: %(rules)s.") % {"rules": wording.rule_label(change.rule)}
    return rule if change.result == ARRIVED else f"{rule} {wording.result_label(change.result)}."


def replaced(before: str) -> str:
    """What a value took the place of."""
    return gettext("Replaces “%(value)s”.") % {"value": before}


def not_carried(seen: datetime | None, why: str) -> list[str]:
    """When an edit was seen that no run has carried, and what a sync would do with it."""
    told = [gettext("Seen %(time)s.") % {"time": day_and_time(seen)}] if seen else []
    return [*told, gettext("Not carried yet: %(why)s.") % {"why": why.rstrip(".")}]
