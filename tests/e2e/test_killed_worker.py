"""A worker that is killed in the middle of its work (rules 3 and 1.4): all of it is done, and nothing twice."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from beteiligte.models import Beteiligte, BeteiligteAttempt
from syncconsole.models.attempt import Outcome
from tests.e2e.office import Office
from tests.platform.waiting import wait_until

pytestmark = pytest.mark.e2e

PARTIES = 8  # twice as many as one worker syncs at a time


def test_after_kill_9_in_a_batch_all_parties_end_in_sync_and_none_is_twice_in_advoware(office):
    espo_ids = [office.create(firstName=f"Lieselotte {number}") for number in range(PARTIES)]
    with office.slow(0.3):
        assert office.announce() == [200]
        wait_until(lambda: lieselottes(office), 20)
        [worker] = (part for part in office.ring.parts.values() if f" {PARTIES} Beteiligte: " in part.said())
        worker.kill()
    left_behind = list(running_attempts().values_list("party__espo_id", flat=True))
    assert len(left_behind) > 1
    worker.start()

    office.wait_for_rest(*left_behind, seconds=30)  # the tick finds ended leases by itself
    assert office.ring.manage("sweep", "--wait", "--timeout", "30") == 0  # what had not begun
    office.wait_for_rest(*espo_ids)
    assert {party.sync_status for party in Beteiligte.objects.filter(espo_id__in=espo_ids)} == {"clean"}
    assert not running_attempts().exists()
    assert lieselottes(office) == sorted(f"Lieselotte {number}" for number in range(PARTIES))


def running_attempts() -> QuerySet[BeteiligteAttempt]:
    return BeteiligteAttempt.objects.filter(outcome=Outcome.RUNNING)


def lieselottes(office: Office) -> list[str]:
    return sorted(name for name in office.first_names_in_advoware() if name.startswith("Lieselotte"))
