"""A worker stands still in the middle of a run for longer than its lease (rules 3), and then wakes."""

from __future__ import annotations

import pytest

from beteiligte.models import Beteiligte
from syncconsole.models.attempt import Outcome
from tests.e2e.office import Office
from tests.platform.waiting import wait_until
from tests.rehearsal.sizes import size

pytestmark = pytest.mark.e2e

# The call at which the worker stops: its answer comes while it stands still.
CALLS = [(1, "GET"), (1, "PUT"), (0, "PATCH")][: size(full=3, sample=2)]


@pytest.mark.parametrize(("system", "method"), CALLS)
def test_it_starts_no_call_and_cannot_overwrite_its_successors_record(office: Office, system: int, method: str) -> None:
    espo_id, number = office.linked()
    office.edit_espocrm(espo_id, firstName="Dora")
    since = office.mark()
    with office.slow(0.5):
        office.announce()
        wait_until(lambda: any(call["method"] == method for call in office.calls_of_runs(since)[system]))
        [paused] = [name for name, job in office.ring.jobs_in_work().items() if job.startswith("cbeteiligte")]
        before = office.party(espo_id).attempts.latest("id")
        with office.ring.parts[paused].frozen():
            # An edit between our read and a PUT in flight is one that nothing can save (rules 2).
            wait_until(lambda: all(call["status"] for call in office.calls_of_runs(since)[system]))
            office.edit_advoware(number, geburtsdatum="1971-07-17")
            wait_until(lambda: office.party(espo_id).attempts.filter(id__gt=before.pk, ended_at__isnull=False), 40)
            office.wait_for_rest(espo_id)
            record, woken = row(espo_id), office.mark()
    wait_until(lambda: office.ring.jobs_in_work().get(paused) == "")
    calls = [call for calls in office.calls_of_runs(woken) for call in calls]
    assert [call for call in calls if call["attempt"] == str(before.pk)] == []
    assert row(espo_id) == record
    before.refresh_from_db()
    assert before.outcome == Outcome.ABANDONED
    assert (office.advoware(number)["vorname"], office.espocrm(espo_id)["dateOfBirth"]) == ("Dora", "1971-07-17")


def row(espo_id: str) -> dict[str, object]:
    """Everything that the mirror holds of the party."""
    return dict(Beteiligte.objects.filter(espo_id=espo_id).values().get())
