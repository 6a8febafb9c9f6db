"""Redis loses everything in the middle of a batch; the scheduler is away for a while (rules 3 and 5)."""

from __future__ import annotations

import pytest

from beteiligte.models import Beteiligte, BeteiligteAttempt
from syncconsole.models.attempt import Outcome
from syncconsole.regular.schedule import entries
from tests.e2e.office import Office
from tests.platform.waiting import wait_until

pytestmark = pytest.mark.e2e

PARTIES = 12


def test_a_redis_that_is_wiped_in_the_middle_of_a_batch_loses_no_edit(office: Office) -> None:
    parties = [office.linked() for _ in range(PARTIES)]
    for espo_id, _ in parties:
        office.edit_espocrm(espo_id, firstName="Dora")
    since = office.mark()
    with office.slow(0.2):
        office.announce()
        wait_until(lambda: any(call["method"] == "PUT" for call in office.calls_of_runs(since)[1]))
        with office.ring.redis() as redis:
            redis.flushall()
        for espo_id, _ in parties:
            office.edit_espocrm(espo_id, lastName="Musterfrau")  # nobody announces it
        wait_until(lambda: scheduled(office) == {entry.id for entry in entries()}, 30)
        office.ring.sweep()
        wait_until(lambda: all(office.advoware(number)["name"] == "Musterfrau" for _, number in parties), 60)
        office.wait_for_rest(*(espo_id for espo_id, _ in parties), seconds=60)
    assert {office.advoware(number)["vorname"] for _, number in parties} == {"Dora"}
    assert not BeteiligteAttempt.objects.filter(outcome=Outcome.RUNNING).exists()
    assert set(Beteiligte.objects.filter(espo_id__in=dict(parties)).values_list("sync_status")) == {("clean",)}


def test_without_a_scheduler_webhooks_go_on_and_a_retry_waits_for_its_return(office: Office) -> None:
    espo_id, number = office.linked()
    office.ring.parts["scheduler"].kill()
    fault = {"method": "PUT", "path": f"Beteiligte/{number}$", "status": 500}
    with office.advoware_faults(fault):
        office.edit_espocrm(espo_id, firstName="Dora")
        office.announce()
        wait_until(lambda: office.party(espo_id).failures == 1)
    other = office.create()
    office.announce()
    wait_until(lambda: office.party(other).sync_status == "clean")
    office.ring.start_the_dead()
    wait_until(lambda: office.advoware(number)["vorname"] == "Dora", 30)
    office.wait_for_rest(espo_id)
    assert (office.party(espo_id).failures, office.party(espo_id).sync_status) == (0, "clean")


def scheduled(office: Office) -> set[str]:
    """The ids of the jobs that rq-scheduler keeps."""
    with office.ring.redis() as redis:
        return {each.decode() for each in redis.zrange("rq:scheduler:scheduled_jobs", 0, -1)}
