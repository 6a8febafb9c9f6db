"""The Redis server dies and comes back empty (rules 3 and 5): nothing that counts was only there."""

from __future__ import annotations

import pytest

from syncconsole.processes import embedded
from syncconsole.regular.schedule import entries
from tests.e2e.office import Office
from tests.platform.waiting import wait_until

pytestmark = pytest.mark.e2e


def test_a_server_that_comes_back_empty_gets_its_schedule_again_and_no_edit_is_lost(office):
    espo_id, number = office.linked()
    server = office.ring.parts["redis"]
    server.kill()
    office.edit_espocrm(espo_id, firstName="Dora")
    assert office.announce() == [200]
    server.start()
    wait_until(lambda: embedded.answers(office.ring.redis_url))

    wait_until(lambda: scheduled(office) == {entry.id for entry in entries()}, 20)
    wait_until(lambda: ready(office), 30)
    wait_until(lambda: office.advoware(number)["vorname"] == "Dora", 30)
    office.wait_for_rest(espo_id)
    assert office.party(espo_id).sync_status == "clean"


def ready(office: Office) -> bool:
    """Whether all goes on; a worker that had a job when it lost the server ends and is started again."""
    office.ring.start_the_dead()
    return office.ring.is_ready()


def scheduled(office: Office) -> set[str]:
    """The ids of the jobs that rq-scheduler keeps."""
    with office.ring.redis() as redis:
        return {each.decode() for each in redis.zrange("rq:scheduler:scheduled_jobs", 0, -1)}
