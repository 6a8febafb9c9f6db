"""Puts the simulation under the console for the time of one run: clock, wire, Redis, threads, transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import fakeredis
import redis.lock
from django.conf import settings
from django.db import connection
from fakeredis._socket import _base as fake_socket
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from syncconsole import breaker, clock, database, policies, systems
from syncconsole.clients import connections, deadline, limits
from syncconsole.run import lease, losses, runner, state
from syncconsole.sandbox import demo
from syncconsole.work import feed, jobs, queues
from tests.simulation.clock import VirtualClock
from tests.simulation.console import Queue
from tests.simulation.cooperative import Cooperative, OfTask
from tests.simulation.network import Network, session_maker
from tests.simulation.policies import Policies
from tests.simulation.stores import DatabaseFault, RedisServer
from tests.simulation.tasks import Scheduler

ESPO_URL, ADVO_URL = "http://espocrm.example.invalid", "http://advoware.example.invalid"


def configure() -> None:
    """Point the console's settings at the simulated systems, once per process."""
    for name, value in demo.console_environment(ESPO_URL, ADVO_URL).items():
        setattr(settings, name, value.rstrip("/") if value.startswith("http") else value)
    settings.ADVOWARE_PRODUCT_ID, settings.ADVOWARE_ROLE = demo.ADVOWARE_PRODUCT_ID, demo.ADVOWARE_ROLE
    settings.ESPOCRM_WEBHOOK_SECRETS = dict(demo.WEBHOOKS.values())


def kept_per_process(coop: Callable[[], Cooperative]) -> list[tuple[Any, str, Callable[[], Any]]]:
    """The console's module globals that every process has of its own: module, name, and a fresh value."""
    return [
        (connections, "_of_process", lambda: None),
        (lease, "_renewer", lambda: None),
        (systems, "_kept", lambda: None),
        (policies, "_kept", lambda: None),
        (breaker, "_one_probe", lambda: coop().Lock()),
        (runner, "_few_begin", lambda: coop().BoundedSemaphore(3)),
    ]


class Transactions:
    """Stands in for the lock around each transaction: a step point before it and one after its commit."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def __enter__(self) -> None:
        self._scheduler.step("before a transaction")

    def __exit__(self, kind: Any, *_: object) -> None:
        if kind is None:
            self._scheduler.step("after a commit")


def fake_redis(time: VirtualClock, server: RedisServer) -> Redis:
    """A client of an empty Redis in memory whose keys end in virtual time; it tries once."""
    fake_socket.time = SimpleNamespace(time=time.monotonic)
    return fakeredis.FakeRedis(server=server, retry=Retry(NoBackoff(), 0))


@contextmanager
def installed(
    time: VirtualClock,
    scheduler: Scheduler,
    coop: Cooperative,
    wire: Network,
    server: Redis,
    database_fault: DatabaseFault,
    policies: Policies,
) -> Iterator[None]:
    """Everything in place; afterwards all is as it was."""
    replaced = [
        (connections, "PlainSession", session_maker(wire)),
        (connections, "_redis_client", lambda url: server),
        (connections, "threading", coop),
        (limits, "threading", coop),
        (deadline, "_of_this_thread", OfTask()),
        (lease, "threading", coop),
        (lease, "redis_client", lambda: server),
        (lease.Lease, "__init__", _with_turn_lock(lease.Lease.__init__, coop)),
        (state.Watch, "before_call", _noting_the_lease(state.Watch.before_call, scheduler)),
        (database, "_one_writer", Transactions(scheduler)),
        (feed, "ThreadPoolExecutor", coop.pool),
        (jobs, "get_current_job", lambda: None),
        (queues, "_queue", lambda name: Queue(server, name)),
        (redis.lock, "mod_time", _task_time(time, scheduler)),
        (settings, "SYNC_CONFLICT_POLICY", policies.default),
        (settings, "SYNC_FIELD_POLICIES", dict(policies.fields)),
        (losses, "MOST", policies.losses),
    ]
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in replaced]
    clock_before = clock.use(time)
    try:
        for owner, name, value in replaced:
            setattr(owner, name, value)
        with connection.execute_wrapper(database_fault):
            yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
        clock.use(clock_before)


def _with_turn_lock(init: Callable[..., None], coop: Cooperative) -> Callable[..., None]:
    def made(held: Any, *args: Any, **named: Any) -> None:
        init(held, *args, **named)
        held._gate = coop.Lock()

    return made


def _noting_the_lease(before_call: Callable[..., None], scheduler: Scheduler) -> Callable[..., None]:
    """Lets the network know under which lease a call leaves."""

    def noting(watch: Any, seconds: float) -> None:
        before_call(watch, seconds)
        if scheduler.current is not None:
            scheduler.current.notes["lease"] = watch._lease

    return noting


def _task_time(time: VirtualClock, scheduler: Scheduler) -> SimpleNamespace:
    return SimpleNamespace(monotonic=time.monotonic, sleep=lambda seconds: scheduler.step("waits for Redis", seconds))


def empty_database() -> None:
    """Remove all rows; keys start at 1 again."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        for table in connection.introspection.table_names(cursor):
            if table not in ("django_migrations", "auth_permission", "django_content_type", "sqlite_sequence"):
                cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.execute("PRAGMA foreign_keys = ON")
