"""The tick (rules 5): every half minute it queues due retries, ended leases and what a recovered system releases."""

from __future__ import annotations

from dataclasses import dataclass, field

from syncconsole import breaker
from syncconsole.bulk import steps
from syncconsole.models.attempt import Trigger
from syncconsole.registry import SyncDefinition, all_definitions
from syncconsole.regular import alarms, checkpoints, mirror_work, outbox, sameness
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.work.queues import SWEEP, batch_size, enqueue_once

CHECKPOINT = "tick"
# What has piled up during an outage is released in portions: a herd would bring the system down again.
RELEASED_JOBS = 4


@dataclass
class Ticked:
    """What one tick found. `work`: parties by question; `queued`: keys of those that were not queued before."""

    work: dict[str, int] = field(default_factory=dict)
    queued: list[int] = field(default_factory=list)


def tick(definition: SyncDefinition) -> Ticked:
    """Tick for one definition now; a system that is down is probed first, if its probe is due."""
    ticked = Ticked()
    down = [system for system in (ESPOCRM, ADVOWARE) if not breaker.probe_if_due(system)]
    retries = mirror_work.not_waiting(mirror_work.retries(definition), (ESPOCRM, ADVOWARE))
    _queue(definition, ticked, "retries", list(retries.values_list("pk", flat=True)))
    ended = mirror_work.not_waiting(mirror_work.ended_leases(definition), down)
    _queue(definition, ticked, "ended_leases", list(ended.values_list("pk", flat=True)))
    _queue(definition, ticked, "released", _released(definition, down))
    trials = (breaker.trial(definition, system) for system in down)
    _queue(definition, ticked, "trials", [pk for pk in trials if pk is not None])
    _record(definition, ticked)
    return ticked


def tick_all() -> dict[str, Ticked]:
    """Tick for every definition, by name; then revive bulk actions, look for alarms, post what staff are to know."""
    ticked = {definition.name: tick(definition) for definition in all_definitions()}
    steps.revive()
    alarms.look()
    outbox.post_due()
    sameness.note()
    return ticked


def _released(definition: SyncDefinition, down: list[str]) -> list[int]:
    room = RELEASED_JOBS * batch_size()
    released: list[int] = []
    for system in (ESPOCRM, ADVOWARE):
        if system not in down:
            waiting = mirror_work.waiting(definition, system).values_list("pk", flat=True)
            released += waiting[: room - len(released)]
    return released


def _queue(definition: SyncDefinition, ticked: Ticked, question: str, pks: list[int]) -> None:
    ticked.work[question] = len(pks)
    ticked.queued += enqueue_once(definition.name, pks, queue=SWEEP, trigger=Trigger.RETRY)


def _record(definition: SyncDefinition, ticked: Ticked) -> None:
    counts = {**ticked.work, "queued": len(ticked.queued)}
    checkpoints.record(CHECKPOINT, checkpoints.value(CHECKPOINT) | {definition.name: counts})
