"""The whole console as the command `status` tells it: counts, failed parties, queues, systems, regular work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_rq
from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext
from redis import RedisError
from rq import Worker

from syncconsole import clock, wording
from syncconsole.models import Checkpoint, SystemState
from syncconsole.models.record import ATTENTION
from syncconsole.registry import SyncDefinition

FAILED_SHOWN = 50
TURNED_AWAY = ("webhook_refused", "webhook_too_large")  # deliveries that were not taken


def report(definition: SyncDefinition) -> dict[str, Any]:
    """Plain data for JSON; times as ISO 8601 in UTC, ages in seconds. Redis out of reach: `queues` is None."""
    parties = definition.record.objects.filter(deleted_at__isnull=True)
    rows = parties.order_by().values("sync_status").annotate(n=Count("pk")).order_by("sync_status")
    return {
        "parties": {row["sync_status"]: row["n"] for row in rows},
        "failed": [_failed(party) for party in _needing(parties)],
        "systems": {state.name: _system(state) for state in SystemState.objects.all()},
        "regular": {one.name: _age(one) for one in Checkpoint.objects.filter(name__in=("sweep", "tick", "scheduler"))},
        "turned_away": {one.name: one.value.get("count", 0) for one in Checkpoint.objects.filter(name__in=TURNED_AWAY)},
        **_redis_part(),
    }


def _needing(parties: Any) -> Any:
    """Failed, held and conflicting parties, those with most failures first: the original's monitoring query."""
    return parties.filter(sync_status__in=ATTENTION).order_by("-failures", "changed_at")[:FAILED_SHOWN]


def _failed(party: Any) -> dict[str, Any]:
    return {
        "id": party.espo_id,
        "number": party.number,
        "status": str(party.sync_status),
        "failures": party.failures,
        "reason": _reason(party),
        "words": wording.say(_reason(party)),
        "next_attempt": party.due_at.isoformat() if party.due_at else None,
    }


def _system(state: Any) -> dict[str, Any]:
    return {
        "down_since": state.down_since.isoformat() if state.down_since else None,
        "words": wording.say(state.down_reason),
        "next_probe": state.probe_at.isoformat() if state.probe_at else None,
        "paused_at": state.paused_at.isoformat() if state.paused_at else None,
    }


def _age(checkpoint: Any) -> dict[str, Any]:
    return {"at": checkpoint.at.isoformat(), "age": round((clock.now() - checkpoint.at).total_seconds())}


def _redis_part() -> dict[str, Any]:
    try:
        waiting = {name: django_rq.get_queue(name).count for name in settings.QUEUE_NAMES}
        workers = Worker.count(connection=django_rq.get_connection(settings.QUEUE_NAMES[0]))
    except (RedisError, OSError):
        return {"queues": None, "workers": None}
    return {"queues": waiting, "workers": workers}


def lines(told: dict[str, Any]) -> Iterator[str]:
    """The same for a terminal."""
    for status, count in told["parties"].items():
        yield f"{status:20} {count:>8}"
    yield ""
    for name, state in told["systems"].items():
        yield f"{wording.system_label(name):20} {_state_text(state)}"
    for name, one in told["regular"].items():
        ago = gettext("%(seconds)s s ago") % {"seconds": one["age"]}
        yield f"{name:20} {ago}"
    yield from _queue_lines(told)
    for name, count in told["turned_away"].items():
        yield f"{name:20} {count:>8}"
    if told["failed"]:
        yield ""
    for party in told["failed"]:
        number = party["number"] or "–"
        yield f"{party['id']:18} {number:>8} {party['status']:20} {party['failures']:>3}  {party['words']}".rstrip()


def _state_text(state: dict[str, Any]) -> str:
    if state["paused_at"]:
        return gettext("paused")
    return state["words"] or gettext("disturbed") if state["down_since"] else gettext("reachable")


def _queue_lines(told: dict[str, Any]) -> Iterator[str]:
    if told["queues"] is None:
        yield gettext("The queue cannot be reached. Edits are remembered, but not carried yet.")
        return
    for name, count in told["queues"].items():
        yield f"{name:20} {count:>8}"
    yield f"{'workers':20} {told['workers']:>8}"


def _reason(party: Any) -> dict[str, Any] | None:
    """Code and parameters alone: what Advoware holds of a hold's candidates names people."""
    stored = party.hold or party.error
    return {"code": stored["code"], "params": stored["params"]} if stored else None
