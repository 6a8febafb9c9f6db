"""The sweep (rules 5): the guarantee behind the webhooks. It asks EspoCRM's lists, then queues what the mirror knows.

Two sweeps at once do no harm: a reason is counted once, and a party is queued once.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from syncconsole import breaker, clock
from syncconsole.clients.connections import EspoSettings
from syncconsole.clients.espocrm import EspoClient
from syncconsole.models import WebhookDelivery
from syncconsole.models.attempt import Trigger
from syncconsole.registry import SyncDefinition, all_definitions
from syncconsole.regular import checkpoints, mirror_work, retention
from syncconsole.regular.espocrm_listing import Listing, list_all_ids, list_changes
from syncconsole.sync.errors import ESPOCRM, RemoteError, SystemDown
from syncconsole.sync.reasons import Reason, reason
from syncconsole.work.queues import SWEEP, enqueue_once

CHECKPOINT = "sweep"
ALL_IDS_EVERY = timedelta(days=1)
# EspoCRM's webhook queue runs every two minutes; a change that old should have been announced.
WEBHOOK_PATIENCE = timedelta(minutes=5)

log = logging.getLogger(__name__)


@dataclass
class Swept:
    """What a sweep of one definition found.

    `work`: parties with work, by question; `listed`, `unknown`, `changed`: rows of EspoCRM's lists; `queued`: keys
    of the parties that were not queued before; `problem`: why EspoCRM could not be asked.
    """

    work: dict[str, int] = field(default_factory=dict)
    listed: int = 0
    unknown: int = 0
    changed: int = 0
    queued: list[int] = field(default_factory=list)
    problem: Reason | None = None

    def as_json(self) -> dict[str, Any]:
        """The counts, for the checkpoint."""
        problem = self.problem.as_json() if self.problem else None
        return {**asdict(self), "queued": len(self.queued), "problem": problem}


def sweep(definition: SyncDefinition) -> Swept:
    """Sweep one definition now.

    EspoCRM being down stops only its own part, Redis being down only the queueing. What is to be known next time
    stands in the checkpoint "sweep" under the definition's name: `watermark` and `all_ids_at` (ISO, UTC),
    `webhooks_silent_since` (the same, or null), and the counts.
    """
    memory = checkpoints.value(CHECKPOINT).get(definition.name, {})
    swept = Swept()
    try:
        memory |= _ask_espocrm(definition, memory, swept)
    finally:
        _queue_work(definition, swept)
    checkpoints.record(CHECKPOINT, checkpoints.value(CHECKPOINT) | {definition.name: memory | swept.as_json()})
    return swept


def sweep_all() -> dict[str, Swept]:
    """Sweep every definition, by name; then prune some of the old history."""
    swept = {definition.name: sweep(definition) for definition in all_definitions()}
    retention.prune()
    return swept


def _ask_espocrm(definition: SyncDefinition, memory: dict[str, Any], swept: Swept) -> dict[str, Any]:
    """Count reasons for what EspoCRM lists; return what the memory then holds anew."""
    if breaker.blocked(ESPOCRM):
        swept.problem = reason("system_down", system=ESPOCRM)
        return {}
    try:
        return _list(definition, memory, swept)
    except RemoteError as error:
        swept.problem = error.reason
        log.warning("The sweep could not list %s: %s", definition.entity, error)
        if isinstance(error, SystemDown):
            breaker.is_system_down(error)
        return {}


def _list(definition: SyncDefinition, memory: dict[str, Any], swept: Swept) -> dict[str, Any]:
    client, started = EspoClient(EspoSettings.from_settings()), clock.now()
    since = _time(memory.get("watermark"))
    changes = list_changes(definition, client, since)
    _add(swept, changes)
    learned = {"watermark": started.isoformat()}
    if since is None:
        return learned | {"all_ids_at": started.isoformat()}  # this pass has listed all of them
    all_ids_at = _time(memory.get("all_ids_at"))
    if all_ids_at is None or started - all_ids_at >= ALL_IDS_EVERY:
        _add(swept, list_all_ids(definition, client))
        learned["all_ids_at"] = started.isoformat()
    return learned | {"webhooks_silent_since": _silent_since(definition, memory, changes.unannounced)}


def _add(swept: Swept, listing: Listing) -> None:
    swept.listed += listing.listed
    swept.unknown += listing.unknown
    swept.changed += listing.changed


def _silent_since(definition: SyncDefinition, memory: dict[str, Any], unannounced: list[datetime]) -> str | None:
    """Since when webhooks are missing: a listed change is old enough, and no delivery of any kind came after it."""
    deliveries = WebhookDelivery.objects.filter(definition=definition.name).order_by("-id")
    heard = deliveries.values_list("received_at", flat=True).first()
    before = _time(memory.get("webhooks_silent_since"))
    missed = [at for at in [*unannounced, before] if at and at < clock.now() - WEBHOOK_PATIENCE]
    missed = [at for at in missed if heard is None or heard < at]
    return min(missed).isoformat() if missed else None


def _queue_work(definition: SyncDefinition, swept: Swept) -> None:
    blocked = breaker.blocked_systems()
    seen: set[int] = set()
    for name, (parties, trigger) in _questions(definition).items():
        pks = [pk for pk in mirror_work.not_waiting(parties, blocked).values_list("pk", flat=True) if pk not in seen]
        seen.update(pks)
        swept.work[name] = len(pks)
        swept.queued += enqueue_once(definition.name, pks, queue=SWEEP, trigger=trigger)


def _questions(definition: SyncDefinition) -> dict[str, tuple[Any, Trigger]]:
    return {
        "new": (mirror_work.new(definition), Trigger.SWEEP),
        "dirty": (mirror_work.dirty(definition), Trigger.SWEEP),
        "retries": (mirror_work.retries(definition), Trigger.RETRY),
        "ended_leases": (mirror_work.ended_leases(definition), Trigger.SWEEP),
        "to_compare": (mirror_work.to_compare(definition), Trigger.SWEEP),
    }


def _time(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
