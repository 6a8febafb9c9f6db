"""`/healthz` and `/readyz`: can this process answer, and can it reach its database and Redis?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from rq import Worker

from syncconsole.processes.embedded import impatient_redis


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process can answer at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if database and Redis answer, else 503; the JSON body names what does not.

    `scheduler` and `sweep` are ages in seconds (null: never seen), `workers` counts them and gives the age of the
    latest heartbeat. They are told, but never turn the answer into a failure: they are not the web process.
    """
    with impatient_redis(settings.REDIS_URL) as redis:
        parts = {
            "database": _answers(_ask_database, DatabaseError),
            "redis": _answers(redis.ping, RedisError, OSError),
        }
        body: dict[str, object] = {**{name: "ok" if answers else "unreachable" for name, answers in parts.items()}}
        body["workers"] = _workers(redis) if parts["redis"] else None
    for name in ("scheduler", "sweep"):
        body[name] = _checkpoint_age(name) if parts["database"] else None
    ready = all(parts.values())
    return JsonResponse({"status": "ok" if ready else "unavailable", **body}, status=200 if ready else 503)


def seconds_since(moment: datetime | None) -> float | None:
    """Return the seconds from an aware (or naive UTC) moment until now, or None for None."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round((datetime.now(UTC) - aware).total_seconds(), 1)


def _answers(ask: Callable[[], object], *failures: type[Exception]) -> bool:
    try:
        ask()
    except failures:
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _workers(redis: Redis) -> dict[str, object] | None:
    try:
        heartbeats = [worker.last_heartbeat for worker in Worker.all(connection=redis)]
    except (RedisError, OSError):
        return None
    return {"count": len(heartbeats), "heartbeat": seconds_since(max(filter(None, heartbeats), default=None))}


def _checkpoint_age(name: str) -> float | None:
    try:
        checkpoint = apps.get_model("syncconsole", "Checkpoint")._default_manager.filter(name=name).first()
    except (DatabaseError, LookupError):
        return None
    return seconds_since(checkpoint.at) if checkpoint else None
