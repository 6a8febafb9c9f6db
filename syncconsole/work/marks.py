"""Marks in Redis that a party is queued already (rules 3).

Only tick and sweep ask for them, and a run that starts takes its party's mark away.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from redis import Redis, RedisError

from syncconsole.clients.connections import connections

MARK_SECONDS = 15 * 60


def claim(definition_name: str, pks: Sequence[int]) -> list[int]:
    """Mark these parties as queued and return those that were not yet, in order.

    Raises RedisError, for without Redis nothing can be queued either.
    """
    if not pks:
        return []
    pipe = _redis().pipeline(transaction=False)
    for pk in pks:
        pipe.set(_key(definition_name, pk), 1, nx=True, ex=MARK_SECONDS)
    return [pk for pk, was_free in zip(pks, pipe.execute(), strict=True) if was_free]


def forget(definition_name: str, pks: Sequence[int]) -> None:
    """Take the marks away because the parties' job starts: what comes from now on may queue them again."""
    with suppress(RedisError):  # the marks end by themselves
        _redis().delete(*(_key(definition_name, pk) for pk in pks))


def _key(definition_name: str, pk: int) -> str:
    return f"syncconsole:queued:{definition_name}:{pk}"


def _redis() -> Redis:
    client = connections().redis
    assert client is not None, "REDIS_URL always has a value"
    return client
