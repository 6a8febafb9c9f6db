"""What is to be noticed although nobody reports it: webhooks that fell silent, a late sweep, jobs that nobody takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django_rq import get_queue
from redis import RedisError

from syncconsole import clock, messages
from syncconsole.models import Checkpoint
from syncconsole.work.queues import EVENTS, INTERACTIVE, SWEEP

LATE_SWEEPS = 3  # so many intervals without a sweep
LONGEST_WAIT = timedelta(minutes=10)  # of a job


def look() -> list[str]:
    """Tell staff of what is wrong and was not told yet, and close what is over; the keys of what is wrong now."""
    wrong = {key: (code, params) for key, code, params in _all()}
    for key, (code, params) in wrong.items():
        messages.tell(key, code, **params)
    for name in ("webhooks_silent", "sweep_late", *(f"queue_waits:{queue}" for queue in (INTERACTIVE, EVENTS, SWEEP))):
        if f"alarm:{name}" not in wrong:
            messages.over(f"alarm:{name}")
    return list(wrong)


def _all() -> Iterator[tuple[str, str, dict[str, Any]]]:
    swept = Checkpoint.objects.filter(pk="sweep").first()
    if swept is not None:
        yield from _silent(swept.value)
        yield from _late(swept.at)
    yield from _waiting()


def _silent(value: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if any(memory.get("webhooks_silent_since") for memory in value.values() if isinstance(memory, dict)):
        yield "alarm:webhooks_silent", "webhooks_silent", {}


def _late(at: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    late = clock.now() - at
    if late > timedelta(seconds=LATE_SWEEPS * settings.SWEEP_INTERVAL_SECONDS):
        yield "alarm:sweep_late", "sweep_late", {"minutes": int(late.total_seconds() // 60)}


def _waiting() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Queues whose oldest job waits too long; the sweep's own queue may take its time while the others work."""
    try:
        for name in (INTERACTIVE, EVENTS, SWEEP):
            queue = get_queue(name)
            (oldest,) = queue.get_jobs(0, 1) or (None,)
            if oldest and oldest.enqueued_at and clock.now() - oldest.enqueued_at > LONGEST_WAIT:
                yield f"alarm:queue_waits:{name}", "queue_waits", {"queue": name, "count": queue.count}
    except RedisError:
        return  # without Redis there is no tick either; `/readyz` tells
