"""A bulk action runs in short steps: nobody is left out, and nothing is lost when a worker dies."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from redis import Redis

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteConflict
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.bulk import acts, control, party, portion, queue, steps
from syncconsole.models import BulkRun, SystemState
from syncconsole.models.bulk import ItemState
from syncconsole.regular.tick import tick_all
from syncconsole.run.runner import Ended
from tests.flow.conftest import a_party, handle, queued, work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ran(monkeypatch) -> list[int]:
    """The keys of the parties that were run, in place of real runs; each handles all reasons and finds all equal."""
    keys: list[int] = []

    def run_party(definition: Any, pk: int, **about: Any) -> Ended:
        keys.append(pk)
        attempt(pk, **{name: about[name] for name in ("trigger", "who") if name in about})
        handle(Beteiligte.objects.get(pk=pk))
        return Ended("equal")

    monkeypatch.setattr(party, "run_party", run_party)
    return keys


def attempt(pk: int, outcome: str = "equal", **columns: Any) -> Any:
    now = clock.now()
    row = {"epoch": 1, "trigger": "person", "started_at": now, "ended_at": now, "outcome": outcome, **columns}
    return BeteiligteAttempt.objects.create(party_id=pk, **row)


def ends_as(monkeypatch, outcome: str, then: Callable[[int], None] = lambda pk: None) -> None:
    """Let every run end with this outcome, after `then` has left its traces."""

    def run_party(definition: Any, pk: int, **_: Any) -> Ended:
        then(pk)
        return Ended(outcome)

    monkeypatch.setattr(party, "run_party", run_party)


def parties(count: int, **columns: Any) -> list[Beteiligte]:
    return [a_party(f"6b0700{number:011d}", **columns) for number in range(count)]


def start(act: acts.BulkAct = acts.RESYNC, **about: Any) -> BulkRun:
    user, _ = User.objects.get_or_create(username="otto")
    return control.start(DEFINITION, act, Beteiligte.objects.all(), user=user, token=uuid.uuid4(), **about)


def states(run: BulkRun) -> list[str]:
    return sorted(run.items.values_list("state", flat=True))


def test_every_party_of_the_filter_is_synced_once(redis: Redis, ran: list[int]) -> None:
    everybody = parties(250)
    run = start()
    work_off(redis)
    assert sorted(ran) == sorted(one.pk for one in everybody)
    run.refresh_from_db()
    assert (run.state, run.total, states(run)) == ("done", 250, ["equal"] * 250)


def test_its_parties_are_fixed_at_the_start(redis: Redis, ran: list[int]) -> None:
    parties(2)
    run = start()
    a_party("6b0799")
    work_off(redis)
    assert run.items.count() == len(ran) == 2


def test_its_jobs_carry_keys_and_nothing_else(redis: Redis) -> None:
    parties(2, name="Musterfrau, Erika")
    run = start(why="Erika bat darum")
    assert [job.args for job in queued(redis)] == [(run.pk, 1)] * queue.LANES
    assert all("Erika" not in job.description for job in queued(redis))


def test_it_waits_behind_what_people_start_by_a_click(redis: Redis) -> None:
    parties(1)
    start()
    assert not queued(redis, "interactive", "events")


def test_the_history_of_each_party_says_who_and_why(redis: Redis, ran: list[int]) -> None:
    everybody = parties(3)
    run = start(why="Rechtsformen nach Import prüfen")
    work_off(redis)
    entries = LogEntry.objects.filter(object_id__in=[str(one.pk) for one in everybody])
    assert {entry.user.username for entry in entries} == {"otto"}
    assert len(entries) == 3
    assert all("Rechtsformen nach Import prüfen" in e.change_message for e in entries)
    assert all(str(run.pk) in entry.change_message for entry in entries)


def test_a_paused_party_is_not_concerned(redis: Redis, ran: list[int]) -> None:
    parties(1)
    a_party("6b0799", paused_at=clock.now())
    assert start().total == 1


def test_one_that_is_paused_before_its_turn_is_left_out(redis: Redis, ran: list[int]) -> None:
    parties(2)
    run = start()
    Beteiligte.objects.filter(pk=Beteiligte.objects.first().pk).update(paused_at=clock.now())
    work_off(redis)
    assert states(run) == ["equal", "skipped"]


def test_the_same_confirmation_twice_starts_one(redis: Redis) -> None:
    parties(1)
    token, user = uuid.uuid4(), User.objects.create(username="otto")
    runs = [control.start(DEFINITION, acts.PAUSE, Beteiligte.objects.all(), user=user, token=token) for _ in range(2)]
    assert runs[0].pk == runs[1].pk
    assert len(queued(redis)) == queue.LANES


def test_pausing_parties_needs_no_run(redis: Redis, ran: list[int]) -> None:
    parties(120)
    run = start(acts.PAUSE)
    work_off(redis)
    assert Beteiligte.objects.filter(paused_by="otto").count() == 120
    assert (ran, set(states(run))) == ([], {"done"})


def test_resuming_lets_them_go_on_and_syncs_them(redis: Redis, ran: list[int]) -> None:
    parties(3, paused_at=clock.now(), paused_by="otto", change_seq=2)
    start(acts.RESUME)
    work_off(redis)
    assert not Beteiligte.objects.exclude(paused_at=None).exists()
    assert len(ran) == 3


def test_resetting_concerns_only_those_that_failed(redis: Redis, ran: list[int]) -> None:
    parties(2)
    failed = a_party("6b0799", sync_status="permanently_failed", failures=5, given_up=True)
    run = start(acts.RESET_RETRIES)
    work_off(redis)
    failed.refresh_from_db()
    assert (run.total, ran, failed.failures, failed.given_up) == (1, [failed.pk], 0, False)


def test_a_killed_worker_costs_nothing_but_time(redis: Redis, ran: list[int]) -> None:
    parties(10)
    run = start()
    portion.take(run, 4)  # a step took them and died
    redis.flushall()
    BulkRun.objects.update(beat_at=clock.now() - timedelta(seconds=steps.SILENT_SECONDS + 1))
    tick_all()
    work_off(redis)
    run.refresh_from_db()
    assert (run.state, len(set(ran)), states(run)) == ("done", 10, ["equal"] * 10)


def test_a_party_stands_in_the_history_once_although_its_worker_was_killed(redis: Redis, ran: list[int]) -> None:
    parties(3)
    run = start()
    portion.take(run, 3)
    redis.flushall()
    steps.revive()
    work_off(redis)
    assert LogEntry.objects.filter(change_message__contains=str(run.pk), object_id__gt=0).count() == 3


def test_the_tick_leaves_a_living_step_alone(redis: Redis) -> None:
    parties(1)
    start()
    redis.flushall()
    BulkRun.objects.update(beat_at=clock.now())
    assert steps.revive() == []


def test_the_tick_leaves_alone_what_still_waits_in_the_queue(redis: Redis) -> None:
    parties(1)
    start()
    assert steps.revive() == []


def test_without_redis_the_tick_begins_it_later(no_redis: None) -> None:
    parties(1)
    run = start()
    assert run.state == "running"
    assert steps.revive() == [run.pk]


def test_a_step_of_an_older_generation_does_nothing(redis: Redis, ran: list[int]) -> None:
    parties(1)
    run = start()
    BulkRun.objects.update(generation=2)
    steps.step(run.pk, 1)
    assert ran == []


def test_paused_it_takes_no_further_party_and_goes_on_later(redis: Redis, ran: list[int]) -> None:
    parties(5)
    run = start()
    assert control.pause(run)
    work_off(redis)
    assert ran == []
    assert control.go_on(run)
    work_off(redis)
    assert len(ran) == 5


def test_cancelled_what_waits_stays_as_it_is(redis: Redis, ran: list[int]) -> None:
    parties(5)
    run = start()
    assert control.cancel(run)
    work_off(redis)
    run.refresh_from_db()
    assert (run.state, ran, set(states(run))) == ("cancelled", [], {"waiting"})
    assert set(Beteiligte.objects.values_list("change_seq", flat=True)) == {1}
    assert not control.go_on(run)


def test_cancelled_in_the_middle_it_begins_no_further_party(redis: Redis, monkeypatch, settings) -> None:
    settings.SYNC_CONCURRENCY = 1
    parties(5)
    run = start()
    ends_as(monkeypatch, "equal", lambda pk: control.cancel(run))
    work_off(redis)
    assert states(run) == ["equal", *["waiting"] * 4]


def test_while_a_system_is_down_it_waits_and_no_party_is_touched(redis: Redis, ran: list[int]) -> None:
    parties(3)
    SystemState.objects.create(name="advoware", down_since=clock.now())
    run = start()
    work_off(redis)
    assert (ran, set(states(run)), steps.revive()) == ([], {"waiting"}, [])
    SystemState.objects.update(down_since=None)
    steps.revive()
    work_off(redis)
    assert len(ran) == 3


def test_parties_whose_system_goes_down_meanwhile_wait_again(redis: Redis, monkeypatch) -> None:
    parties(3)
    run = start()
    ends_as(monkeypatch, "waits", lambda pk: None)
    work_off(redis)
    run.refresh_from_db()
    assert (run.state, set(states(run)), run.beat_at) == ("running", {"waiting"}, None)


def test_a_fault_of_the_program_ends_its_party_and_no_other(redis: Redis, monkeypatch) -> None:
    bad = parties(3)[1].pk

    def run_party(definition: Any, pk: int, **_: Any) -> Ended:
        if pk == bad:
            raise ZeroDivisionError
        return Ended("equal")

    monkeypatch.setattr(party, "run_party", run_party)
    run = start()
    work_off(redis)
    run.refresh_from_db()
    assert (run.state, states(run)) == ("done", ["equal", "equal", "needs_you"])
    assert run.items.get(party=bad).detail == "defect"


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, (ItemState.EQUAL, "")),
        ({"error": {"code": "timeout"}, "due_at": clock.now()}, (ItemState.RETRY, "timeout")),
        ({"error": {"code": "refused_value"}}, (ItemState.NEEDS_YOU, "refused_value")),
        ({"error": {"code": "timeout"}, "due_at": clock.now(), "given_up": True}, (ItemState.NEEDS_YOU, "timeout")),
        ({"hold": {"code": "choose_match"}, "held_whole": True}, (ItemState.NEEDS_YOU, "choose_match")),
        ({"gone_at": clock.now()}, (ItemState.NEEDS_YOU, "gone_in_advoware")),
        ({"paused_at": clock.now()}, (ItemState.SKIPPED, "paused")),
    ],
)
def test_how_a_party_ended_is_told_by_its_row(redis: Redis, monkeypatch, columns: dict, expected: tuple) -> None:
    parties(1)
    run = start()
    ends_as(monkeypatch, "equal", lambda pk: Beteiligte.objects.filter(pk=pk).update(**columns) if columns else None)
    work_off(redis)
    assert run.items.values_list("state", "detail").get() == expected


@pytest.mark.parametrize(
    ("decision", "detail"),
    [
        ({"code": "created", "params": {"number": 1}}, "created"),
        ({"code": "carried", "params": {"to_advoware": 2, "to_espocrm": 0}}, "to_advoware"),
        ({"code": "carried", "params": {"to_advoware": 1, "to_espocrm": 1}}, "both_ways"),
    ],
)
def test_which_way_values_went_is_noted(redis: Redis, monkeypatch, decision: dict, detail: str) -> None:
    parties(1)
    run = start()
    ends_as(monkeypatch, "written", lambda pk: attempt(pk, "written", decision=decision))
    work_off(redis)
    item = run.items.get()
    assert (item.state, item.detail, item.attempt) == ("written", detail, BeteiligteAttempt.objects.get().pk)


@pytest.mark.parametrize(("outcome", "detail"), [("equal", "as_before"), ("written", "")])
def test_what_was_to_be_reviewed_before_is_told_from_what_is_new(
    redis: Redis, monkeypatch, outcome: str, detail: str
) -> None:
    (one,) = parties(1, has_questions=True)
    now = clock.now()
    BeteiligteConflict.objects.create(party=one, field="lastName", kind="review", opened_at=now)
    run = start()
    ends_as(monkeypatch, outcome, lambda pk: attempt(pk, outcome))
    work_off(redis)
    assert run.items.values_list("state", "detail").get() == ("review", detail)
