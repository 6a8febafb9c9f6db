"""Rules 5, sweep: from the mirror it queues what is new, dirty, due, broken off, or not compared for long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.models import SystemState
from syncconsole.regular import mirror_work
from syncconsole.regular.sweep import sweep
from tests.flow.conftest import ERIKA, MAX, MUSTERBAU, a_party, queued, work_off

pytestmark = pytest.mark.django_db(transaction=True)

AGO, AHEAD = timedelta(minutes=-1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def espocrm_is_down():
    """These tests are about the mirror: EspoCRM is not asked."""
    SystemState.objects.create(name="espocrm", down_since=clock.now())


def keys(redis) -> list[int]:
    return [pk for job in queued(redis, "sweep") for pk in job.args[1]]


def test_a_mirror_in_sync_has_no_work(redis):
    a_party(due_at=clock.now() + AHEAD, compare_at=clock.now() + AHEAD)
    swept = sweep(DEFINITION)
    assert swept.work == {"new": 0, "dirty": 0, "retries": 0, "ended_leases": 0, "to_compare": 0}
    assert keys(redis) == swept.queued == []


@pytest.mark.parametrize(
    ("question", "columns"),
    [
        ("new", {"change_seq": 1, "handled_seq": 0, "last_attempt_at": None}),
        ("dirty", {"change_seq": 2, "handled_seq": 1}),
        ("retries", {"due_at": AGO}),
        ("ended_leases", {"lease_until": AGO}),
        ("to_compare", {"compare_at": AGO}),
    ],
)
def test_a_party_with_work_is_found_by_its_question_and_queued(redis, question, columns):
    party = a_party(**{name: clock.now() + at if at in (AGO, AHEAD) else at for name, at in columns.items()})
    swept = sweep(DEFINITION)
    assert {name for name, count in swept.work.items() if count} == {question}
    assert keys(redis) == swept.queued == [party.pk]


def test_a_party_that_several_questions_find_is_queued_once(redis):
    party = a_party(change_seq=2, due_at=clock.now() + AGO, compare_at=clock.now() + AGO)
    sweep(DEFINITION)
    assert keys(redis) == [party.pk]


def test_a_due_retry_is_queued_as_a_retry(redis):
    a_party(due_at=clock.now() + AGO)
    sweep(DEFINITION)
    assert queued(redis, "sweep")[0].args[2] == "retry"


def test_a_paused_party_is_left_alone(redis):
    a_party(change_seq=2, due_at=clock.now() + AGO, compare_at=clock.now() + AGO, paused_at=clock.now())
    assert sweep(DEFINITION).queued == []


def test_a_live_run_is_left_alone_since_it_looks_itself(redis):
    a_party(change_seq=2, lease_until=clock.now() + AHEAD)
    assert sweep(DEFINITION).queued == []


def test_a_party_that_waits_for_a_system_that_is_down_is_left_alone(redis):
    a_party(change_seq=2, waits_for="espocrm")
    assert sweep(DEFINITION).queued == []


def test_a_party_whose_system_is_up_again_is_queued(redis):
    party = a_party(change_seq=2, waits_for="advoware")
    assert sweep(DEFINITION).queued == [party.pk]


def test_a_party_that_is_queued_already_is_not_queued_again(redis):
    a_party(change_seq=2)
    sweep(DEFINITION)
    assert sweep(DEFINITION).queued == []
    assert len(queued(redis)) == 1


def test_a_run_takes_the_mark_away(redis, runs):
    party = a_party(change_seq=2)
    sweep(DEFINITION)
    work_off(redis)
    Beteiligte.objects.update(change_seq=3)
    assert sweep(DEFINITION).queued == [party.pk]


def test_a_mark_that_nobody_takes_away_ends_by_itself(redis):
    party = a_party(change_seq=2)
    sweep(DEFINITION)
    assert 0 < redis.ttl(f"syncconsole:queued:cbeteiligte:{party.pk}") <= 15 * 60


def test_without_redis_the_sweep_says_so_and_loses_nothing(no_redis, caplog):
    a_party(change_seq=2)
    assert sweep(DEFINITION).queued == []
    assert Beteiligte.objects.get().unhandled
    assert any("could not be queued" in record.getMessage() for record in caplog.records)


def test_parties_that_have_work_are_only_some_of_many(redis, django_assert_max_num_queries):
    for number in range(50):
        a_party(f"{number:017x}")
    new, dirty = a_party(ERIKA, handled_seq=0, last_attempt_at=None), a_party(MAX, change_seq=2)
    due = a_party(MUSTERBAU, due_at=clock.now() + AGO)
    with django_assert_max_num_queries(20):
        assert sweep(DEFINITION).queued == [new.pk, dirty.pk, due.pk]


@pytest.mark.parametrize("question", ["retries", "ended_leases", "to_compare"])
def test_a_question_about_a_time_uses_its_partial_index(question):
    from django.db import connection

    index = {"retries": "_due", "ended_leases": "_lease", "to_compare": "_compare"}[question]
    if connection.vendor == "sqlite":  # PostgreSQL's planner scans a small table, whatever its indexes
        assert f"beteiligte{index}" in getattr(mirror_work, question)(DEFINITION).order_by().explain()
