"""What the tests of starting a sync share: a real server, real threads, and parties made by plain functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django_rq import get_queue
from redis import Redis
from rq import SimpleWorker

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.clients import connections
from syncconsole.run import lease
from syncconsole.run.runner import Ended
from syncconsole.sandbox.run import Sandbox
from syncconsole.work import jobs

ERIKA, MAX, MUSTERBAU = "6b05000000000e21a", "6b0500000000000ma", "6b05000000000c0ba"


@pytest.fixture
def redis(redis_url: str, monkeypatch) -> Iterator[Redis]:
    """A client on an empty real server, which the console uses too."""
    connections.reset()
    monkeypatch.setattr(lease, "_client", None, raising=False)
    with Redis.from_url(redis_url) as client:
        yield client
    connections.reset()


@pytest.fixture
def no_redis(settings) -> Iterator[None]:
    """A Redis that does not answer."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    connections.reset()
    yield
    connections.reset()


@pytest.fixture
def runs(monkeypatch) -> list[int]:
    """The keys of the parties that jobs ran, in place of real runs, each of which handles all reasons."""
    ran: list[int] = []

    def run_party(definition: Any, pk: int, **_: Any) -> Ended:
        ran.append(pk)
        party = definition.record.objects.get(pk=pk)
        handle(party)
        return Ended("equal")

    monkeypatch.setattr(jobs, "run_party", run_party)
    return ran


def handle(party: Beteiligte) -> None:
    """Leave the party as a run does that dealt with everything."""
    Beteiligte.objects.filter(pk=party.pk).update(
        handled_seq=party.change_seq, sync_status="clean", due_at=None, last_attempt_at=clock.now(), revived=False
    )


def a_party(espo_id: str = ERIKA, **columns: Any) -> Beteiligte:
    """A party that is in sync: it ran before and nothing is left to do."""
    usual = {"change_seq": 1, "handled_seq": 1, "sync_status": "clean", "last_attempt_at": clock.now()}
    return Beteiligte.objects.create(espo_id=espo_id, **{**usual, **columns})


def queued(redis: Redis, *queues: str) -> list[Any]:
    """The jobs that wait in these queues (all of them if none is named), oldest first."""
    names = queues or ("interactive", "events", "sweep")
    return [job for name in names for job in get_queue(name, connection=redis).jobs]


class WithoutCommands(SimpleWorker):
    """A worker that nobody sends commands to: listening for them would take up to a second at each end."""

    def subscribe(self) -> None:
        pass

    def unsubscribe(self) -> None:
        pass


def work_off(redis: Redis) -> None:
    """Run all waiting jobs in this process, as a worker does until its queues are empty."""
    names = ("interactive", "events", "sweep")
    WithoutCommands([get_queue(name, connection=redis) for name in names], connection=redis).work(burst=True)


@pytest.fixture
def sandbox(redis: Redis, settings) -> Iterator[Sandbox]:
    """Both systems, empty, over real HTTP; the console's settings point to them."""
    with Sandbox() as box:
        for name, value in box.console_environment().items():
            setattr(settings, name, value)
        settings.ADVOWARE_PRODUCT_ID, settings.ADVOWARE_ROLE = 64, 2
        settings.ESPOCRM_WEBHOOK_SECRETS = dict(
            pair.split(":") for pair in box.console_environment()["ESPOCRM_WEBHOOK_SECRETS"].split(",")
        )
        yield box
        connections.reset()
