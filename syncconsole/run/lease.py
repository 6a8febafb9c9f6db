"""One writer per party (rules 3): a Redis lock as the fast gate, the row's lease as the truth."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import connection

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.run.statements import one_row, update
from syncconsole.sync.errors import LostLease
from syncconsole.sync.states import SyncStatus

log = logging.getLogger(__name__)

_DELETE_OWN = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
_EXTEND_OWN = (
    "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0"
)


def lock_key(definition: str, espo_id: str) -> str:
    """The Redis key that the original used too."""
    return f"sync_lock:{definition}:{espo_id}"


@dataclass
class Lease:
    """A held lease: `epoch` is the fencing number, `until` a monotonic time."""

    record: type[Any]
    pk: int
    key: str
    epoch: int
    ttl: int
    until: float
    token: str = field(repr=False)
    given_back: bool = False  # the run's last transaction has freed the row already
    _gate: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def outlive(self, seconds: float) -> None:
        """Return only if the lease lasts `seconds` more; renew it first if need be. Raises LostLease."""
        if self.until - clock.monotonic() <= seconds:
            self.renew()

    def renew(self) -> None:
        """Extend the row's lease and the lock to a full time to live. Raises LostLease if it is no longer ours."""
        with self._gate:
            started = clock.monotonic()
            with writing():
                held = self.rows().update(lease_until=clock.now() + timedelta(seconds=self.ttl))
            if not held:
                raise LostLease
            self.until = started + self.ttl
            _extend_lock(self)

    def rows(self) -> Any:
        """The party's row, as long as this lease's epoch is the newest and it was not given back."""
        return self.record.objects.filter(pk=self.pk, epoch=self.epoch, lease_until__isnull=False)

    def release(self) -> None:
        """Give lock and lease back. Both only if they are still ours.

        Without a record of the run the lease only ends: the next run then knows that this one broke off.
        """
        with self._gate:
            if not self.given_back:
                with writing():
                    self.rows().update(lease_until=clock.now())
            drop_lock(self.key, self.token)


def lock(key: str, ttl: int) -> str | None:
    """Take the Redis lock for `ttl` seconds: its token, or None if somebody has it.

    Raises redis.RedisError if the server cannot be reached: a run needs lock and lease.
    """
    token = secrets.token_hex(16)
    return token if redis_client().set(key, token, nx=True, px=ttl * 1000) else None


def take_row(record: type[Any], pk: int, ttl: int) -> Any | None:
    """Take the lease on the row: the row with its new epoch, or None if somebody has it. Inside `writing()`.

    The row's status becomes `syncing`; `lease_until` and `sync_status` of the answer are as they were
    before: an ended lease tells of a crashed run.
    """
    row, now = one_row(record, pk, locked=True), clock.now()
    if row is None or (row.lease_until is not None and row.lease_until > now):
        return None
    row.epoch += 1
    taken = {"epoch": row.epoch, "lease_until": now + timedelta(seconds=ttl), "sync_status": SyncStatus.SYNCING}
    update(record, taken, "id = %s", pk)
    return row


_client: redis.Redis | None = None


def redis_client() -> redis.Redis:
    """The process's client for locks; made at first use."""
    global _client
    if _client is None:
        _client = redis.Redis.from_url(settings.REDIS_URL, driver_info=None)
    return _client


def drop_lock(key: str, token: str) -> None:
    """Give the Redis lock back if `token` still owns it."""
    try:
        redis_client().eval(_DELETE_OWN, 1, key, token)
    except redis.RedisError:
        log.warning("A lock could not be given back; it ends by itself.")


def _extend_lock(lease: Lease) -> None:
    """A wiped Redis has lost the lock: the lease on the row still says who writes, so that is no error."""
    try:
        redis_client().eval(_EXTEND_OWN, 1, lease.key, lease.token, lease.ttl * 1000)
    except redis.RedisError:
        log.warning("A lock could not be renewed; the lease on the row goes on.")


class Renewer:
    """Renews all leases of this process in one thread, three times per time to live."""

    def __init__(self) -> None:
        self._by_id: dict[int, Lease] = {}
        self._gate = threading.Lock()
        self._stop = threading.Event()

    def watch(self, lease: Lease) -> None:
        """Renew `lease` until `forget`."""
        with self._gate:
            self._by_id[id(lease)] = lease

    def forget(self, lease: Lease) -> None:
        """Renew it no longer."""
        with self._gate:
            self._by_id.pop(id(lease), None)

    def run(self, every: float) -> None:
        """Renew every `every` seconds until `stop`."""
        try:
            while not self._stop.wait(every):
                with self._gate:
                    leases = list(self._by_id.values())
                for lease in leases:
                    self._renew(lease)
        finally:
            connection.close()

    def _renew(self, lease: Lease) -> None:
        try:
            lease.renew()
        except LostLease:
            self.forget(lease)  # its run learns it before its next call
        except Exception:
            log.exception("A lease could not be renewed; its run renews it itself before its next call.")

    def stop(self) -> None:
        """End `run`."""
        self._stop.set()


_renewer: Renewer | None = None


def renewer() -> Renewer | None:
    """The running renewer of this process, if there is one."""
    return _renewer


@contextmanager
def renewing() -> Iterator[None]:
    """Keep a renewer running for the time of the block; it belongs to the process."""
    global _renewer
    if _renewer is not None:
        yield
        return
    _renewer = Renewer()
    thread = threading.Thread(
        target=_renewer.run, args=(settings.SYNC_LOCK_TTL_SECONDS / 3,), name="lease-renewer", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        _renewer.stop()
        thread.join()
        _renewer = None
