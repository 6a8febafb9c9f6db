"""Rules 5, sweep: EspoCRM's lists are the guarantee where webhooks were lost; what is known starts nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.models import Checkpoint, SystemState, WebhookDelivery
from syncconsole.regular import espocrm_listing
from syncconsole.regular.sweep import Swept, sweep
from tests.flow.conftest import a_party, handle

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class ClockByHand(clock.SystemClock):
    """Tells a time that is moved by hand, to the console and to the sandbox."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def advance(self, **how: float) -> None:
        self.time += timedelta(**how)


@pytest.fixture(autouse=True)
def time(sandbox):
    by_hand = ClockByHand()
    sandbox.espo.clock = by_hand
    before = clock.use(by_hand)
    yield by_hand
    clock.use(before)


@pytest.fixture
def person(sandbox):
    return sandbox.espo


def listed(espo: Any, espo_id: str) -> dict[str, Any]:
    """What the runner notes after it has read a record."""
    record = espo.read(espo_id)
    return {
        "modifiedAt": record["modifiedAt"],
        "modifiedById": record["modifiedById"],
        "syncStatus": record["syncStatus"],
        "lastSync": bool(record["advowareLastSync"]),
    }


def synced(espo: Any, last_name: str = "Mustermann", **columns: Any) -> Beteiligte:
    """A record in EspoCRM and its party, in sync."""
    now = clock.now().strftime("%Y-%m-%d %H:%M:%S")
    espo_id = espo.create({"lastName": last_name, "syncStatus": "clean", "advowareLastSync": now})["id"]
    return a_party(espo_id, **{"listed": listed(espo, espo_id), **columns})


def sweep_again(time: ClockByHand) -> Swept:
    """The next sweep, a quarter of an hour later."""
    time.advance(minutes=15)
    return sweep(DEFINITION)


def list_calls(box: Any) -> list[Any]:
    return box.espo_log.entries(method="GET", path="/api/v1/CBeteiligte")


def test_a_record_that_the_mirror_does_not_know_becomes_a_new_party(person, redis):
    espo_id = person.create({"lastName": "Mustermann"})["id"]
    swept = sweep(DEFINITION)
    party = Beteiligte.objects.get()
    assert (party.espo_id, party.sync_status, party.unhandled) == (espo_id, "pending_sync", True)
    assert (swept.listed, swept.unknown, swept.queued) == (1, 1, [party.pk])


def test_a_change_that_no_webhook_announced_is_a_reason(person, time):
    party = synced(person)
    sweep(DEFINITION)
    person.update(party.espo_id, {"firstName": "Max"})
    swept = sweep_again(time)
    assert (swept.changed, swept.queued) == (1, [party.pk])


def test_a_record_as_our_last_read_showed_it_is_no_reason(person):
    synced(person)
    swept = sweep(DEFINITION)
    assert (swept.listed, swept.changed, swept.queued) == (1, 0, [])


def test_only_changes_since_the_last_complete_sweep_are_listed(person, time):
    for name in ("Mustermann", "Musterfrau", "Beispiel"):
        synced(person, name)
    time.advance(minutes=10)
    assert sweep(DEFINITION).listed == 3
    edited = Beteiligte.objects.first()
    time.advance(minutes=1)
    person.update(edited.espo_id, {"firstName": "Max"})
    assert sweep_again(time).listed == 1


def test_the_watermark_overlaps_by_five_minutes(person, time):
    sweep(DEFINITION)
    time.advance(minutes=-4)
    synced(person)
    time.advance(minutes=4)
    assert sweep_again(time).listed == 1


def test_the_watermark_is_the_start_of_the_sweep_and_stays_if_a_page_fails(sandbox, time):
    sweep(DEFINITION)
    first = Checkpoint.objects.get(name="sweep").value["cbeteiligte"]["watermark"]
    assert datetime.fromisoformat(first) == NOW
    sandbox.espo_faults.arm(path="CBeteiligte", status=500)
    swept = sweep_again(time)
    assert swept.problem.code == "server_error"
    assert Checkpoint.objects.get(name="sweep").value["cbeteiligte"]["watermark"] == first


@pytest.mark.parametrize("fields", [{"syncStatus": "dirty"}, {"syncStatus": "pending_sync"}, {"syncStatus": "syncing"}])
def test_a_waiting_status_is_listed_however_old_it_is(person, time, fields):
    party = synced(person)
    sweep(DEFINITION)
    person.update(party.espo_id, fields)
    time.advance(days=10)
    Checkpoint.objects.filter(name="sweep").update(
        value={"cbeteiligte": {"watermark": clock.now().isoformat(), "all_ids_at": clock.now().isoformat()}}
    )
    assert sweep_again(time).queued == [party.pk]


def test_a_record_that_was_never_synced_is_listed_every_time_and_is_a_reason_once(person, time):
    espo_id = person.create({"lastName": "Mustermann"})["id"]
    sweep(DEFINITION)
    party = Beteiligte.objects.get()
    handle(party)
    Beteiligte.objects.update(listed=listed(person, espo_id))
    time.advance(hours=2)
    swept = sweep_again(time)
    assert (swept.listed, swept.changed) == (1, 0)
    assert Beteiligte.objects.get().change_seq == 1


def test_a_failed_party_whose_time_has_not_come_is_not_tried_because_it_is_listed(person, time):
    later = clock.now() + timedelta(hours=4)
    synced(person, error={"code": "server_error", "params": {}}, due_at=later, sync_status="failed")
    assert sweep(DEFINITION).queued == []


def test_a_failed_party_that_was_never_read_waits_for_its_time_too(person):
    later = clock.now() + timedelta(minutes=5)
    synced(person, listed=None, error={"code": "server_error", "params": {}}, due_at=later)
    assert sweep(DEFINITION).queued == []


def test_a_failed_party_that_somebody_edited_gets_its_reason(person, time):
    later = clock.now() + timedelta(hours=4)
    party = synced(person, error={"code": "server_error", "params": {}}, due_at=later)
    sweep(DEFINITION)
    person.update(party.espo_id, {"firstName": "Max"})
    assert sweep_again(time).queued == [party.pk]


def test_a_reason_that_waits_already_is_not_counted_again(person, time):
    party = synced(person)
    sweep(DEFINITION)
    person.update(party.espo_id, {"firstName": "Max"})
    sweep_again(time)
    sweep_again(time)
    assert Beteiligte.objects.get().change_seq == 2


def test_a_paused_party_gets_its_reason_and_is_not_queued(person, time):
    party = synced(person, paused_at=clock.now())
    sweep(DEFINITION)
    person.update(party.espo_id, {"firstName": "Max"})
    assert sweep_again(time).queued == []
    assert Beteiligte.objects.get().unhandled


def test_a_tombstone_that_is_listed_was_restored(person, time):
    party = synced(person)
    Beteiligte.objects.update(deleted_at=clock.now())
    assert sweep(DEFINITION).queued == [party.pk]


def test_records_are_listed_in_pages_by_keyset(sandbox, person, monkeypatch):
    monkeypatch.setattr(espocrm_listing, "PAGE", 2)
    for name in ("Mustermann", "Musterfrau", "Beispiel", "Muster", "Probe"):
        person.create({"lastName": name})
    assert sweep(DEFINITION).unknown == 5
    calls = list_calls(sandbox)
    assert len(calls) == 3
    assert all("offset%22%3A%200" in call.query or "offset%22%3A+0" in call.query for call in calls)
    assert Beteiligte.objects.count() == 5


def test_an_empty_espocrm_costs_one_call(sandbox):
    assert sweep(DEFINITION).listed == 0
    assert len(list_calls(sandbox)) == 1


def test_once_a_day_all_ids_are_listed_for_those_the_mirror_lost(sandbox, person, time):
    synced(person)
    time.advance(minutes=10)
    sweep(DEFINITION)
    Beteiligte.objects.all().delete()
    time.advance(hours=23)
    assert sweep(DEFINITION).unknown == 0
    time.advance(hours=1)
    assert sweep(DEFINITION).unknown == 1
    calls = len(list_calls(sandbox))
    sweep_again(time)
    assert len(list_calls(sandbox)) == calls + 1


def test_while_espocrm_is_known_to_be_down_only_the_mirror_is_swept(sandbox, time):
    dirty = a_party(change_seq=2)
    SystemState.objects.create(name="espocrm", down_since=clock.now())
    swept = sweep(DEFINITION)
    assert (swept.problem.code, swept.queued) == ("system_down", [dirty.pk])
    assert list_calls(sandbox) == []


def test_a_list_that_fails_opens_the_breaker_and_the_mirror_is_swept(sandbox, time):
    dirty = a_party(change_seq=2)
    sandbox.espo_faults.arm(status=503, times=0)
    swept = sweep(DEFINITION)
    assert (swept.problem.code, swept.queued) == ("unavailable", [dirty.pk])
    assert SystemState.objects.get(name="espocrm").down_since is not None
    assert Checkpoint.objects.get(name="sweep").value["cbeteiligte"]["problem"]["code"] == "unavailable"


def silent_since() -> str | None:
    return Checkpoint.objects.get(name="sweep").value["cbeteiligte"].get("webhooks_silent_since")


def heard() -> None:
    WebhookDelivery.objects.create(
        definition="cbeteiligte", event="update", webhook_id="w", received_at=clock.now(), body=b"[]"
    )


def test_webhooks_that_announce_their_changes_are_not_silent(person, time):
    party = synced(person)
    sweep(DEFINITION)
    time.advance(minutes=1)
    person.update(party.espo_id, {"firstName": "Max"})
    heard()
    sweep_again(time)
    assert silent_since() is None


def test_a_change_that_no_webhook_announced_in_time_is_shown_as_silence(person, time):
    heard()
    party = synced(person)
    sweep(DEFINITION)
    time.advance(minutes=1)
    person.update(party.espo_id, {"firstName": "Max"})
    sweep_again(time)
    assert silent_since() == (NOW + timedelta(minutes=1)).isoformat()
    sweep_again(time)
    assert silent_since() == (NOW + timedelta(minutes=1)).isoformat()


def test_the_silence_ends_with_the_next_delivery(person, time):
    party = synced(person)
    sweep(DEFINITION)
    person.update(party.espo_id, {"firstName": "Max"})
    sweep_again(time)
    assert silent_since()
    heard()
    sweep_again(time)
    assert silent_since() is None


def test_the_very_first_sweep_finds_everything_and_calls_nothing_silent(person, time):
    person.create({"lastName": "Mustermann"})
    time.advance(hours=1)
    sweep(DEFINITION)
    assert silent_since() is None
