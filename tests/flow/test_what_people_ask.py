"""What people may ask of parties and systems (rules 4, revival; rules 1.3, paused)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.models import SystemState
from syncconsole.people import operations
from tests.flow.conftest import ERIKA, MAX, a_party, queued

pytestmark = pytest.mark.django_db(transaction=True)

REASON = {"code": "server_error", "params": {"system": "advoware", "status": 500}}


def a_failed_party(espo_id: str = ERIKA) -> Beteiligte:
    later = clock.now() + timedelta(hours=4)
    columns = {"failures": 5, "given_up": True, "error": REASON, "error_class": "transient", "due_at": later}
    return a_party(espo_id, sync_status="permanently_failed", **columns)


def test_a_resync_is_a_reason_that_revives_and_goes_into_people_s_queue(redis):
    erika = a_failed_party()
    [party] = operations.resync(DEFINITION, [erika.pk], "anna")
    erika.refresh_from_db()
    assert party.seq == erika.change_seq == 2
    assert erika.revived
    assert (erika.failures, erika.given_up) == (5, True)
    [job] = queued(redis, "interactive")
    assert job.args == ("cbeteiligte", [erika.pk], "person", "anna")


def test_a_resync_asked_twice_is_two_reasons_and_no_harm(redis):
    erika = a_party()
    operations.resync(DEFINITION, [erika.pk], "anna")
    operations.resync(DEFINITION, [erika.pk], "bernd")
    erika.refresh_from_db()
    assert (erika.change_seq, erika.handled_seq) == (3, 1)


def test_a_resync_without_redis_is_kept_on_the_row(no_redis):
    erika = a_party()
    operations.resync(DEFINITION, [erika.pk], "anna")
    assert Beteiligte.objects.get().unhandled


def test_reset_retries_gives_all_attempts_back_and_keeps_the_error_until_a_run(redis):
    erika = a_failed_party()
    operations.reset_retries(DEFINITION, [erika.pk], "anna")
    erika.refresh_from_db()
    assert (erika.failures, erika.given_up, erika.revived) == (0, False, True)
    assert erika.due_at <= clock.now()
    assert erika.error == REASON
    assert len(queued(redis, "interactive")) == 1


def test_only_the_parties_that_are_named_are_touched(redis):
    erika, max_ = a_failed_party(ERIKA), a_failed_party(MAX)
    operations.reset_retries(DEFINITION, [erika.pk], "anna")
    max_.refresh_from_db()
    assert (max_.failures, max_.change_seq) == (5, 1)


def test_a_pause_is_noted_once_with_who_and_when(redis):
    erika = a_party()
    assert operations.pause(DEFINITION, [erika.pk], "anna") == 1
    first = Beteiligte.objects.get().paused_at
    assert operations.pause(DEFINITION, [erika.pk], "bernd") == 0
    erika.refresh_from_db()
    assert (erika.paused_at, erika.paused_by) == (first, "anna")
    assert queued(redis) == []


def test_a_resumed_party_goes_on_where_it_stopped(redis):
    erika, max_ = a_party(ERIKA, paused_at=clock.now(), paused_by="anna"), a_party(MAX)
    assert operations.resume(DEFINITION, [erika.pk, max_.pk], "bernd") == 1
    erika.refresh_from_db()
    assert (erika.paused_at, erika.paused_by) == (None, "")
    assert [job.args[1] for job in queued(redis, "interactive")] == [[erika.pk]]


def test_a_system_is_paused_and_resumed_once():
    assert operations.pause_system("advoware", "anna")
    assert not operations.pause_system("advoware", "bernd")
    assert SystemState.objects.get(name="advoware").paused_by == "anna"
    assert operations.resume_system("advoware", "bernd")
    assert not operations.resume_system("advoware", "bernd")
    assert SystemState.objects.get(name="advoware").paused_at is None
