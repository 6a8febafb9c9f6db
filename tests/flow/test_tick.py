"""Rules 5, tick: due retries, ended leases, and what a recovered system releases, in portions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.models import Checkpoint, SystemState
from syncconsole.regular.tick import tick, tick_all
from tests.flow.conftest import ERIKA, MAX, MUSTERBAU, a_party, queued

pytestmark = pytest.mark.django_db(transaction=True)

AGO, AHEAD = timedelta(minutes=-1), timedelta(minutes=1)


def down(system: str, probe_at: timedelta = AHEAD) -> None:
    SystemState.objects.create(name=system, down_since=clock.now() + AGO, probe_at=clock.now() + probe_at)


def test_nothing_due_is_nothing_queued(redis):
    a_party(due_at=clock.now() + AHEAD)
    ticked = tick(DEFINITION)
    assert ticked.queued == []
    assert queued(redis) == []


def test_a_due_retry_is_queued(redis):
    erika = a_party(due_at=clock.now() + AGO)
    assert tick(DEFINITION).queued == [erika.pk]
    [job] = queued(redis)
    assert job.args == ("cbeteiligte", [erika.pk], "retry", "")


def test_a_run_that_broke_off_is_queued_when_its_lease_has_ended(redis):
    erika = a_party(lease_until=clock.now() + AGO, sync_status="syncing")
    a_party(MAX, lease_until=clock.now() + AHEAD, sync_status="syncing")
    assert tick(DEFINITION).queued == [erika.pk]


def test_a_paused_party_is_left_alone(redis):
    a_party(due_at=clock.now() + AGO, paused_at=clock.now())
    assert tick(DEFINITION).queued == []


def test_what_is_queued_already_is_not_queued_again(redis):
    a_party(due_at=clock.now() + AGO)
    tick(DEFINITION)
    assert tick(DEFINITION).queued == []


def test_without_redis_the_retry_stays_due(no_redis):
    erika = a_party(due_at=clock.now() + AGO)
    assert tick(DEFINITION).queued == []
    erika.refresh_from_db()
    assert erika.due_at <= clock.now()


def test_what_waits_for_a_system_stays_while_it_is_down(redis):
    down("advoware")
    a_party(change_seq=2, waits_for="advoware", due_at=clock.now() + AGO)
    assert tick(DEFINITION).queued == []


def test_what_waits_for_a_paused_system_stays(redis):
    SystemState.objects.create(name="advoware", paused_at=clock.now())
    a_party(change_seq=2, waits_for="advoware")
    assert tick(DEFINITION).queued == []


def test_a_system_whose_probe_succeeds_releases_what_waited(sandbox, redis):
    down("espocrm", probe_at=AGO)
    erika = a_party(change_seq=2, waits_for="espocrm")
    assert tick(DEFINITION).queued == [erika.pk]
    assert SystemState.objects.get(name="espocrm").down_since is None


def test_a_system_whose_probe_fails_releases_nothing(sandbox, redis):
    down("espocrm", probe_at=AGO)
    sandbox.espo_faults.arm(status=503, times=0)
    a_party(change_seq=2, waits_for="espocrm")
    assert tick(DEFINITION).queued == []


def test_what_has_piled_up_is_released_in_portions(redis, settings):
    settings.SYNC_CONCURRENCY = 1
    for number in range(30):
        a_party(f"{number:017x}", change_seq=2, waits_for="advoware")
    assert len(tick(DEFINITION).queued) == 24


def test_the_next_portion_waits_until_the_first_has_run(redis, settings):
    settings.SYNC_CONCURRENCY = 1
    for number in range(30):
        a_party(f"{number:017x}", change_seq=2, waits_for="advoware")
    tick(DEFINITION)
    assert len(tick(DEFINITION).queued) == 0  # the first portion has not run yet: no herd
    assert len(queued(redis)) == 4


def test_each_tick_leaves_its_time_and_counts(redis):
    a_party(ERIKA, due_at=clock.now() + AGO)
    a_party(MUSTERBAU, lease_until=clock.now() + AGO)
    tick_all()
    left = Checkpoint.objects.get(name="tick")
    assert left.at <= clock.now()
    assert left.value["cbeteiligte"] == {"retries": 1, "ended_leases": 1, "released": 0, "trials": 0, "queued": 2}
