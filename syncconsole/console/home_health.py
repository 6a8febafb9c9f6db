"""Whether the console itself is at work: queue, workers, scheduler, checks; what cannot be read is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext, pgettext
from django_rq import get_queue
from redis import RedisError
from rq import Worker

from syncconsole import clock
from syncconsole.console.home_times import ago_text, hour_text, span_text
from syncconsole.console.numbers import grouped
from syncconsole.models import Checkpoint
from syncconsole.processes.embedded import impatient_redis

NAMES = ("sweep", "tick", "scheduler", "same", "webhook_refused", "webhook_too_large")
SCHEDULER_SILENT = timedelta(minutes=1)
WORKER_SILENT = timedelta(minutes=8)  # an idle one is heard of every seven minutes


@dataclass(frozen=True)
class Queues:
    """Jobs that wait, workers that Redis knows, and those of them that were heard of lately."""

    waiting: int
    workers: int
    alive: int


@dataclass(frozen=True)
class Fact:
    """One line: `icon` and `role` only where it says whether something is well."""

    label: str
    text: str
    icon: str = ""
    role: str = ""


def checkpoints() -> dict[str, Checkpoint]:
    """When the regular work last happened, by name; one query."""
    return {one.name: one for one in Checkpoint.objects.filter(name__in=NAMES)}


def queues() -> Queues | None:
    """Ask Redis, for two seconds at most; None if it does not answer."""
    try:
        with impatient_redis(settings.REDIS_URL) as redis:
            waiting = sum(get_queue(name, connection=redis).count for name in settings.QUEUE_NAMES)
            heard = [worker.last_heartbeat for worker in Worker.all(connection=redis)]
    except (RedisError, OSError):
        return None
    return Queues(waiting, len(heard), sum(_is_fresh(at) for at in heard))


def _is_fresh(at: datetime | None) -> bool:
    if at is None:
        return False
    return clock.now() - (at if at.tzinfo else at.replace(tzinfo=UTC)) < WORKER_SILENT


def facts(
    known: Mapping[str, Checkpoint],
    found: Queues | None,
    *,
    checked: datetime | None,
    oldest: datetime | None,
    lag: timedelta | None,
) -> list[Fact]:
    """The lines of the card. `oldest`: the oldest edit not carried; `lag`: from an edit in EspoCRM to its run."""
    return [
        Fact(gettext("Oldest edit"), span_text(clock.now() - oldest) if oldest else pgettext("oldest edit", "none")),
        Fact(gettext("Webhook delay"), _lag(lag)),
        Fact(gettext("Last check"), _check(checked)),
        Fact(gettext("Queue"), _jobs(found)),
        _workers(found),
        _scheduler(known.get("scheduler")),
        _stores(found),
        *_turned_away(known),
    ]


def _lag(lag: timedelta | None) -> str:
    return gettext("%(span)s on average") % {"span": span_text(lag)} if lag is not None else gettext("unknown")


def _check(checked: datetime | None) -> str:
    if checked is None:
        return pgettext("check", "none yet")
    following = checked + timedelta(seconds=settings.SWEEP_INTERVAL_SECONDS)
    if following < clock.now():
        return hour_text(checked)
    times = {"time": hour_text(checked), "next": hour_text(following)}
    return gettext("%(time)s · next %(next)s") % times


def _jobs(found: Queues | None) -> str:
    if found is None:
        return gettext("unknown")
    return ngettext("%(count)s job", "%(count)s jobs", found.waiting) % {"count": grouped(found.waiting)}


def _workers(found: Queues | None) -> Fact:
    label = gettext("Workers")
    if found is None:
        return Fact(label, gettext("unknown"), "lens", "quiet")
    if not found.workers:
        return Fact(label, pgettext("worker", "none is running"), "warning", "warn")
    text = gettext("%(alive)s of %(count)s working") % {"alive": found.alive, "count": found.workers}
    return Fact(label, text, *(("tick", "ok") if found.alive else ("warning", "warn")))


def _scheduler(row: Checkpoint | None) -> Fact:
    label = gettext("Scheduler")
    if row is None:
        return Fact(label, gettext("never seen"), "lens", "quiet")
    if clock.now() - row.at > SCHEDULER_SILENT:
        return Fact(label, gettext("silent since %(time)s") % {"time": hour_text(row.at)}, "warning", "warn")
    return Fact(label, pgettext("scheduler", "running, %(ago)s") % {"ago": ago_text(row.at)}, "tick", "ok")


def _stores(found: Queues | None) -> Fact:
    """This page comes out of the database, so only Redis can be in doubt."""
    if found is None:
        return Fact(gettext("Database, Redis"), gettext("Redis does not answer"), "octagon-cross", "stop")
    return Fact(gettext("Database, Redis"), pgettext("database", "fine"), "tick", "ok")


def _turned_away(known: Mapping[str, Checkpoint]) -> Iterator[Fact]:
    labels: dict[str, Any] = {
        "webhook_refused": gettext("Deliveries with a bad signature"),
        "webhook_too_large": gettext("Deliveries over 10 MB"),
    }
    for name, label in labels.items():
        if name in known:
            row = known[name]
            yield Fact(label, f"{grouped(row.value.get('count', 0))}, {hour_text(row.at)}")
