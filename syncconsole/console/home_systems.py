"""Both systems on the home page: reachable or not, how fast they answer, and what is done about one that does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console.badges import Badge
from syncconsole.console.home_times import ago_text, hour_text, second_text
from syncconsole.console.system_words import blocked_since, system_badge
from syncconsole.models.attempt import Outcome, Trigger
from syncconsole.registry import SyncDefinition
from syncconsole.sync.errors import ADVOWARE, ESPOCRM

NAMES = (ESPOCRM, ADVOWARE)
MEASURED = 50  # of the newest attempts that wrote something


@dataclass(frozen=True)
class Measured:
    """What the newest attempts tell: milliseconds of a call by system, and from an edit in EspoCRM to its run."""

    milliseconds: dict[str, int]
    lag: timedelta | None


@dataclass(frozen=True)
class System:
    """One system's lines; `may_probe`: there is something to probe."""

    name: str
    label: str
    badge: Badge
    text: str
    may_probe: bool


def measure(definitions: Sequence[SyncDefinition]) -> Measured:
    """One query per sync over the newest attempts that carried something, through their index."""
    rows = [row for definition in definitions for row in _carried(definition)]
    times: dict[str, list[int]] = {name: [] for name in NAMES}
    for calls in {row["pk"]: row["calls"] for row in rows}.values():
        for call in calls:
            if call.get("system") in times and call.get("ms") is not None:
                times[call["system"]].append(int(call["ms"]))
    lags = [row["started_at"] - row["changes__authored_at"] for row in rows if _is_reported(row)]
    return Measured(
        {name: sum(found) // len(found) for name, found in times.items() if found},
        sum(lags, timedelta()) / len(lags) if lags else None,
    )


def _carried(definition: SyncDefinition) -> Any:
    rows = definition.attempt.objects.filter(outcome=Outcome.WRITTEN).order_by("-id")
    return rows.values("pk", "trigger", "started_at", "calls", "changes__side", "changes__authored_at")[:MEASURED]


def _is_reported(row: dict[str, Any]) -> bool:
    """A person's edit in EspoCRM that a webhook reported and this attempt carried to Advoware."""
    authored = row["changes__authored_at"]
    return bool(
        row["trigger"] == Trigger.WEBHOOK
        and row["changes__side"] == ADVOWARE
        and authored
        and row["started_at"] >= authored
    )


def systems(states: dict[str, Any], measured: Measured, latest: dict[str, datetime | None]) -> list[System]:
    """Both, in order. `latest`: when each was last called, UTC; without it nothing is claimed."""
    return [_system(name, states.get(name), measured, latest.get(name)) for name in NAMES]


def _system(name: str, state: Any, measured: Measured, latest: datetime | None) -> System:
    label = wording.system_label(name)
    if state is not None and blocked_since(state):
        return System(name, label, system_badge(state), _blocked(state), state.down_since is not None)
    if latest is None:
        unknown = Badge(gettext("unknown"), "lens", "quiet")
        return System(name, label, unknown, gettext("Not called in the last 24 hours."), False)
    return System(name, label, system_badge(state), _answers(measured.milliseconds.get(name), latest), False)


def _answers(milliseconds: int | None, latest: datetime) -> str:
    last = gettext("last call %(ago)s") % {"ago": ago_text(latest)}
    if milliseconds is None:
        return last[:1].upper() + last[1:]
    answers = gettext("Answers in %(ms)s ms") % {"ms": milliseconds}
    return f"{answers} · {last}"


def _blocked(state: Any) -> str:
    if state.paused_at:
        who = {"who": state.paused_by, "time": hour_text(state.paused_at)}
        return gettext("Paused by %(who)s since %(time)s. Work waits.") % who
    words = [gettext("Since %(time)s.") % {"time": hour_text(state.down_since)}, wording.say(state.down_reason)]
    words.append(gettext("Calls are held."))
    if state.probe_at and not state.broken:
        every = {"seconds": settings.BREAKER_PROBE_SECONDS, "time": second_text(state.probe_at)}
        words.append(gettext("Probed once every %(seconds)s s, next probe %(time)s.") % every)
    return " ".join(word for word in words if word)
