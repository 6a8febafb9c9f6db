"""A person wants to know now whether a system that is down works again, instead of waiting for its next probe."""

from __future__ import annotations

from enum import Enum

from syncconsole import breaker, clock, systems
from syncconsole.models import SystemState


class Probed(Enum):
    """What came of it."""

    ANSWERS = "answers"
    DOWN = "down"
    PAUSED = "paused"  # nothing was asked
    TRIED_SOON = "tried_soon"  # one party runs at the next tick: such a system answers its probe anyway


def probe_now(system: str) -> Probed:
    """Probe it once if it is down; one that works is not asked. The tick then releases what waits."""
    systems.forget()
    state = SystemState.objects.filter(name=system).first()
    if state is not None and state.paused_at:
        return Probed.PAUSED
    if state is None or state.down_since is None:
        return Probed.ANSWERS
    SystemState.objects.filter(pk=state.pk).update(probe_at=clock.now())
    if state.broken:
        return Probed.TRIED_SOON
    return Probed.ANSWERS if breaker.probe_if_due(system) else Probed.DOWN
