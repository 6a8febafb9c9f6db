"""The sweep's and the tick's entries: always there, never queued twice, not held up by the dead (rules 5)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from redis import Redis

from syncconsole.management.commands.scheduler import Command
from syncconsole.models import Checkpoint
from syncconsole.processes.embedded import impatient_redis
from syncconsole.processes.readiness import missing_credentials
from syncconsole.regular.schedule import ConsoleScheduler, enqueue_due, entries, keep_entries, open_scheduler

IDS = ["syncconsole-sweep", "syncconsole-tick"]


@pytest.fixture
def redis(redis_url):
    with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def scheduler(redis_url):
    scheduler = open_scheduler()
    yield scheduler
    scheduler.connection.close()


def queued(redis, queue: str) -> list[str]:
    return [each.decode() for each in redis.lrange(f"rq:queue:{queue}", 0, -1)]


def make_due(scheduler, job_id: str) -> None:
    scheduler.connection.zadd(scheduler.scheduled_jobs_key, {job_id: datetime.now(UTC).timestamp() - 1})


def test_both_entries_are_put_in_place_once(scheduler):
    assert keep_entries(scheduler) == IDS
    assert keep_entries(scheduler) == []
    assert scheduler.count() == 2


def test_entries_come_back_after_redis_has_lost_everything(scheduler, redis):
    keep_entries(scheduler)
    redis.flushall()
    assert keep_entries(scheduler) == IDS


def test_a_changed_interval_takes_effect(scheduler, settings):
    keep_entries(scheduler)
    settings.SWEEP_INTERVAL_SECONDS = 60
    assert keep_entries(scheduler) == ["syncconsole-sweep"]
    assert scheduler.count() == 2


def test_a_new_entry_is_due_at_once_on_its_own_queue(scheduler, redis):
    keep_entries(scheduler)
    enqueue_due(scheduler)
    assert queued(redis, "sweep") == ["syncconsole-sweep"]
    assert queued(redis, "events") == ["syncconsole-tick"]


def test_an_entry_is_due_again_after_its_interval(scheduler, settings):
    keep_entries(scheduler)
    enqueue_due(scheduler)
    now = datetime.now(UTC).timestamp()
    for entry in entries():
        due = scheduler.connection.zscore(scheduler.scheduled_jobs_key, entry.id)
        assert entry.interval - 5 < due - now <= entry.interval + 1


def test_a_job_that_still_waits_is_not_queued_again(scheduler, redis):
    keep_entries(scheduler)
    enqueue_due(scheduler)
    make_due(scheduler, "syncconsole-sweep")
    enqueue_due(scheduler)
    assert queued(redis, "sweep") == ["syncconsole-sweep"]


def test_a_job_that_runs_is_not_queued_again_until_its_worker_is_given_up(scheduler, redis):
    keep_entries(scheduler)
    enqueue_due(scheduler)
    redis.delete("rq:queue:sweep")
    until = datetime.now(UTC).timestamp() + 60
    redis.zadd("rq:wip:sweep", {"syncconsole-sweep:run": until})
    make_due(scheduler, "syncconsole-sweep")
    enqueue_due(scheduler)
    assert queued(redis, "sweep") == []
    redis.zadd("rq:wip:sweep", {"syncconsole-sweep:run": until - 120})
    make_due(scheduler, "syncconsole-sweep")
    enqueue_due(scheduler)
    assert queued(redis, "sweep") == ["syncconsole-sweep"]


def test_two_schedulers_do_not_queue_at_the_same_time(scheduler, redis):
    keep_entries(scheduler)
    assert open_scheduler().acquire_lock()
    enqueue_due(scheduler)
    assert queued(redis, "sweep") == []


def test_the_lock_of_a_dead_scheduler_holds_for_seconds_only(scheduler, redis):
    scheduler.acquire_lock()
    assert 0 < redis.ttl(scheduler.scheduler_lock_key) <= 15


@pytest.mark.django_db(transaction=True)
def test_an_outage_of_redis_is_told_once_and_survived(scheduler, caplog):
    command = Command()
    with impatient_redis("redis://127.0.0.1:1/0") as nobody:
        without = ConsoleScheduler("sweep", connection=nobody)
        assert [command.run_once(without) for _ in range(3)] == [False] * 3
    assert command.run_once(scheduler)
    told = [record.message.split("(")[0] for record in caplog.records if record.levelno == logging.WARNING]
    assert told == ["Nothing can be scheduled ", "Scheduling goes on."]


@pytest.mark.django_db(transaction=True)
def test_the_scheduler_leaves_a_heartbeat(scheduler):
    before = datetime.now(UTC)
    Command().run_once(scheduler)
    assert Checkpoint.objects.get(name="scheduler").at >= before


def test_the_scheduler_needs_credentials():
    assert "ESPOCRM_API_KEY" in missing_credentials()
