"""One writer per party, and no reason to sync is lost or run twice (rules 3)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.db import connection

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from syncconsole.database import writing
from syncconsole.run import lease, record
from syncconsole.run.runner import run_party
from tests.runner.conftest import Office
from tests.runner.dying_worker import killed_after
from tests.runner.midway import after, before
from tests.runner.movable_clock import MovableClock

TTL = 300


def edited(office: Office) -> tuple[str, int]:
    """A linked party with an edit in EspoCRM that waits to be carried."""
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    return espo_id, number


def key_of(espo_id: str) -> str:
    """The party's lock in Redis."""
    return lease.lock_key(DEFINITION.name, espo_id)


def row_of(espo_id: str) -> dict[str, Any]:
    """Everything that the mirror holds of the party."""
    return dict(Beteiligte.objects.filter(espo_id=espo_id).values().get())


# Lock and lease


def test_the_lock_bears_the_original_name(office: Office) -> None:
    assert key_of("5f1e") == "sync_lock:cbeteiligte:5f1e"


def test_a_busy_lock_costs_no_attempt_and_no_call(office: Office) -> None:
    espo_id, _ = edited(office)
    token = lease.lock(key_of(espo_id), TTL)
    attempts = office.party(espo_id).attempts.count()
    assert office.sync(espo_id).outcome == "busy"
    party = office.party(espo_id)
    assert (party.failures, party.attempts.count(), office.calls()) == (0, attempts, [])
    assert token is not None
    lease.drop_lock(key_of(espo_id), token)
    assert office.retry(espo_id).outcome == "written"


def test_a_busy_lease_keeps_others_out_even_if_redis_was_wiped(office: Office) -> None:
    espo_id, _ = edited(office)
    with writing():
        lease.take_row(Beteiligte, office.party(espo_id).pk, TTL)
    assert office.sync(espo_id).outcome == "busy"
    assert office.calls() == []
    assert lease.redis_client().get(key_of(espo_id)) is None  # the one who found it busy holds nothing


def test_a_lock_is_given_back_by_its_owner_only(office: Office) -> None:
    assert lease.lock("sync_lock:cbeteiligte:x", TTL)
    lease.drop_lock("sync_lock:cbeteiligte:x", "somebody else's token")
    assert lease.lock("sync_lock:cbeteiligte:x", TTL) is None


def test_without_a_lock_server_no_run_starts(office: Office, settings: Any) -> None:
    espo_id, _ = edited(office)
    office.note(espo_id)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    lease._client = None
    with pytest.raises(redis.RedisError):
        office.sync(espo_id)
    assert office.calls() == []
    assert office.party(espo_id).lease_until is None
    assert office.party(espo_id).unhandled


def test_a_run_gives_lock_and_lease_back(office: Office) -> None:
    espo_id, _ = edited(office)
    office.sync(espo_id)
    assert lease.redis_client().get(key_of(espo_id)) is None
    assert office.party(espo_id).lease_until is None


def test_a_lease_that_ended_is_taken_over_with_a_higher_epoch(office: Office, time: MovableClock) -> None:
    espo_id, number = edited(office)
    with killed_after(AdvoClient, "read"):
        office.sync(espo_id)
    epoch = office.party(espo_id).epoch
    assert office.retry(espo_id).outcome == "busy"
    time.advance(TTL + 1)
    office.last_lock_ends(espo_id)
    assert office.retry(espo_id).outcome == "written"
    assert office.party(espo_id).epoch == epoch + 1
    assert office.advoware(number)["name"] == "Musterfrau"


def test_a_run_that_takes_longer_renews_its_lease(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, _ = edited(office)
    ends: list[timedelta] = []

    def look() -> None:
        until = office.party(espo_id).lease_until
        assert until is not None
        ends.append(until - clock.now())

    after(monkeypatch, AdvoClient, "read", lambda: time.advance(TTL - 1))
    after(monkeypatch, AdvoClient, "replace", look)
    assert office.sync(espo_id).outcome == "written"
    assert ends[0] > timedelta(seconds=TTL - 30)


# A run that lost its lease


def test_a_run_that_lost_its_lease_starts_no_call_and_writes_no_row(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = edited(office)
    successor: dict[str, Any] = {}

    def another_worker_takes_over() -> None:
        time.advance(TTL + 1)
        office.last_lock_ends(espo_id)
        assert office.retry(espo_id).outcome == "written"
        office.forget_calls()
        successor.update(row_of(espo_id))

    after(monkeypatch, AdvoClient, "read", another_worker_takes_over)
    assert office.sync(espo_id).outcome == "lost"
    assert office.calls() == []
    assert row_of(espo_id) == successor
    outcomes = list(office.party(espo_id).attempts.order_by("id").values_list("outcome", flat=True))
    assert outcomes[1:] == ["abandoned", "written"]


def test_it_takes_neither_lock_nor_lease_from_its_successor(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, _ = edited(office)
    tokens: list[str | None] = []

    def another_worker_takes_over() -> None:
        time.advance(TTL + 1)
        office.last_lock_ends(espo_id)
        tokens.append(lease.lock(key_of(espo_id), TTL))
        with writing():
            assert lease.take_row(Beteiligte, office.party(espo_id).pk, TTL)

    after(monkeypatch, AdvoClient, "read", another_worker_takes_over)
    assert office.sync(espo_id).outcome == "lost"
    assert office.writes() == []
    assert office.party(espo_id).lease_until is not None
    held = lease.redis_client().get(key_of(espo_id))
    assert held is not None
    assert held.decode() == tokens[0]


@pytest.mark.parametrize(
    ("client", "call", "nth"),
    [(EspoClient, "read", 1), (AdvoClient, "read", 1), (AdvoClient, "replace", 1), (AdvoClient, "read", 2)],
)
def test_whenever_the_epoch_moves_the_old_run_writes_nothing_more(
    office: Office, monkeypatch: pytest.MonkeyPatch, client: Any, call: str, nth: int
) -> None:
    espo_id, number = edited(office)
    office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")

    def epoch_moves() -> None:
        office.forget_calls()
        Beteiligte.objects.filter(espo_id=espo_id).update(epoch=100)

    after(monkeypatch, client, call, epoch_moves, nth=nth)
    assert office.sync(espo_id).outcome == "lost"
    assert office.writes() == []


# At the same time


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """What each of `works` returns; all start at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def test_workers_at_the_same_party_never_interleave(office: Office) -> None:
    espo_id, number = office.linked_person()
    pk = office.party(espo_id).pk
    office.box.advo_server.latency = office.box.espo_server.latency = 0.02
    for name in ("Eins", "Zwei", "Drei"):
        office.edit_espocrm(espo_id, lastName=name)
        office.note(espo_id)
        ended = at_once([lambda: run_party(DEFINITION, pk, trigger="webhook").outcome] * 4)
        assert sorted(ended)[-1] == "written"
        assert set(ended) <= {"written", "busy", "nothing"}
        assert ended.count("written") == 1
        assert office.advoware(number)["name"] == name
    assert office.calls() == ["GET E", "GET A", "PUT A", "GET A", "PATCH E"] * 3


def test_different_parties_run_at_the_same_time(office: Office) -> None:
    both = [office.linked_person(), office.linked_person()]
    office.box.advo_server.latency = office.box.espo_server.latency = 0.02
    for espo_id, _ in both:
        office.edit_espocrm(espo_id, lastName="Musterfrau")
        office.note(espo_id)
    pks = [office.party(espo_id).pk for espo_id, _ in both]
    ended = at_once([lambda pk=pk: run_party(DEFINITION, pk, trigger="webhook").outcome for pk in pks])
    assert ended == ["written", "written"]
    assert all(office.advoware(number)["name"] == "Musterfrau" for _, number in both)


def test_a_redis_that_is_wiped_during_a_run_lets_no_second_writer_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = edited(office)
    others: list[str] = []

    def redis_is_wiped() -> None:
        lease.redis_client().flushall()
        others.append(office.sync(espo_id).outcome)

    after(monkeypatch, AdvoClient, "read", redis_is_wiped)
    ended = office.sync(espo_id)
    assert (ended.outcome, others) == ("written", ["busy"])
    assert ended.again  # the other worker's reason is not lost
    assert office.advoware(number)["name"] == "Musterfrau"


# Reasons


def test_ten_reasons_before_the_run_cost_one_run(office: Office) -> None:
    espo_id, _ = edited(office)
    for _ in range(10):
        office.note(espo_id)
    ended = [office.retry(espo_id).outcome for _ in range(10)]
    assert ended == ["written"] + ["nothing"] * 9
    assert office.calls() == ["GET E", "GET A", "PUT A", "GET A", "PATCH E"]


@pytest.mark.parametrize(
    ("owner", "step"),
    [(EspoClient, "read"), (AdvoClient, "replace"), (EspoClient, "update"), (record, "end")],
)
def test_a_reason_that_comes_during_the_run_has_the_party_run_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, owner: Any, step: str
) -> None:
    espo_id, _ = edited(office)
    after(monkeypatch, owner, step, lambda: office.note(espo_id))
    ended = office.sync(espo_id)
    assert (ended.outcome, ended.again) == ("written", True)
    assert office.party(espo_id).unhandled
    assert not office.sync(espo_id).again


def test_an_edit_after_our_read_is_carried_by_the_next_run(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = edited(office)

    def anna_edits_again() -> None:
        office.edit_espocrm(espo_id, lastName="Danach")
        office.note(espo_id)

    before(monkeypatch, AdvoClient, "replace", anna_edits_again)
    assert office.sync(espo_id).again
    office.retry(espo_id)
    assert office.advoware(number)["name"] == "Danach"


def test_a_run_without_a_reason_makes_no_call(office: Office) -> None:
    espo_id, _ = office.linked_person()
    assert office.retry(espo_id).outcome == "nothing"
    assert office.calls() == []


def test_a_failed_run_has_dealt_with_its_reasons(office: Office) -> None:
    espo_id, _ = edited(office)
    office.box.advo_faults.arm(method="PUT", status=500)
    ended = office.sync(espo_id)
    assert (ended.outcome, ended.again) == ("failed", False)
    assert office.retry(espo_id).outcome == "nothing"


def test_work_that_waits_for_a_system_keeps_its_reasons(office: Office) -> None:
    espo_id, _ = edited(office)
    office.box.advo_faults.arm(path="Beteiligte", status=503, times=0)
    ended = office.sync(espo_id)
    assert (ended.outcome, ended.again) == ("waits", False)
    assert office.party(espo_id).unhandled


def test_the_attempt_is_saved_before_the_first_call(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, _ = edited(office)
    seen: list[Any] = []

    def look() -> None:
        party = office.party(espo_id)
        seen.append((party.sync_status, party.attempts.filter(outcome="running").count()))

    before(monkeypatch, EspoClient, "read", look)
    office.sync(espo_id)
    assert seen == [("syncing", 1)]
    assert office.party(espo_id).sync_status == "clean"
