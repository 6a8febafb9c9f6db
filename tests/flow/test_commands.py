"""Interface, commands: what scripts of administrators rely on; 0 done, 1 failed, 2 wrong use, 3 not finished."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.models import SystemState
from syncconsole.run.runner import Ended
from syncconsole.work import jobs
from tests.flow.conftest import ERIKA, MAX, a_party, handle, queued, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def command(*arguments: Any, **options: Any) -> tuple[int, str]:
    """The exit code and what was said."""
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out, **options)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


@pytest.fixture
def worker(redis, runs):
    """A worker that works off the queues beside the command."""
    stop = threading.Event()

    def work() -> None:
        try:
            while not stop.is_set():
                for job in queued(redis):
                    job.perform()
                    job.delete()
                stop.wait(0.02)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


def test_resync_queues_the_named_parties(redis):
    erika = a_party(ERIKA)
    a_party(MAX)
    assert command("resync", ERIKA)[0] == 0
    [job] = queued(redis, "interactive")
    assert job.args[1] == [erika.pk]
    assert job.args[3].endswith("manage.py)")


def test_resync_queues_all_of_a_status_or_all(redis):
    failed = a_party(ERIKA, sync_status="failed")
    a_party(MAX)
    command("resync", status="failed")
    assert queued(redis)[0].args[1] == [failed.pk]
    command("resync", all=True)
    assert len(queued(redis)[1].args[1]) == 2


@pytest.mark.parametrize("name", ["resync", "reset_retries", "pause", "resume"])
def test_an_unknown_id_is_wrong_use_and_named(name):
    code, said = command(name, "unknown", "betnr:1")
    assert code == 2
    assert "unknown, betnr:1" in said


def test_an_unknown_id_stops_the_command_before_it_does_anything(redis):
    a_party(ERIKA)
    command("resync", ERIKA, "unknown")
    assert queued(redis) == []
    assert not Beteiligte.objects.get().unhandled


@pytest.mark.parametrize("arguments", [{}, {"ids": [ERIKA], "all": True}, {"status": "failed", "all": True}])
def test_resync_takes_ids_or_a_status_or_all(arguments):
    assert command("resync", *arguments.pop("ids", []), **arguments)[0] == 2


def test_resync_waits_until_the_parties_have_been_run(worker):
    erika = a_party(ERIKA)
    code, _said = command("resync", ERIKA, wait=True, timeout=20)
    erika.refresh_from_db()
    assert code == 0
    assert not erika.unhandled


def test_resync_that_is_not_finished_in_time_exits_with_three(redis):
    a_party(ERIKA)
    code, said = command("resync", ERIKA, wait=True, timeout=0)
    assert code == 3
    assert "1" in said


def runs_end_as(monkeypatch, **columns: Any) -> None:
    def run_party(definition: Any, pk: int, **_: Any) -> Ended:
        handle(definition.record.objects.get(pk=pk))
        Beteiligte.objects.filter(pk=pk).update(**columns)
        return Ended("failed")

    monkeypatch.setattr(jobs, "run_party", run_party)


def test_resync_now_runs_the_parties_in_this_process_and_shows_progress(redis, monkeypatch):
    a_party(ERIKA)
    runs_end_as(monkeypatch, sync_status="clean")
    code, said = command("resync", ERIKA, now=True)
    assert code == 0
    assert f"1/1 {ERIKA}: failed" in said
    assert queued(redis) == []


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"sync_status": "clean"}, 0),
        ({"sync_status": "conflict"}, 0),
        ({"sync_status": "conflict", "hold": {"code": "choose_match", "params": {"count": 2}}}, 1),
        ({"sync_status": "failed"}, 1),
        ({"sync_status": "permanently_failed"}, 1),
    ],
)
def test_the_exit_code_tells_whether_the_parties_are_well_then(redis, monkeypatch, columns, code):
    a_party(ERIKA)
    runs_end_as(monkeypatch, **columns)
    assert command("resync", ERIKA, now=True)[0] == code


def test_resync_now_runs_a_party_again_that_an_edit_reached(redis, monkeypatch):
    a_party(ERIKA)
    ends = [Ended("written", again=True), Ended("equal")]

    def run_party(definition: Any, pk: int, **_: Any) -> Ended:
        handle(definition.record.objects.get(pk=pk))
        return ends.pop(0)

    monkeypatch.setattr(jobs, "run_party", run_party)
    assert command("resync", ERIKA, now=True)[0] == 0
    assert ends == []


def test_a_defect_during_resync_now_is_a_failure_with_its_place(redis, monkeypatch):
    a_party(ERIKA)

    def run_party(*_: Any, **__: Any) -> Ended:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "run_party", run_party)
    code, said = command("resync", ERIKA, now=True)
    assert code == 1
    assert "ZeroDivisionError" in said


def test_reset_retries_gives_attempts_back(redis):
    a_party(ERIKA, failures=5, given_up=True, sync_status="permanently_failed")
    assert command("reset_retries", status="permanently_failed")[0] == 0
    assert (Beteiligte.objects.get().failures, len(queued(redis, "interactive"))) == (0, 1)


def test_a_party_is_paused_and_resumed(redis):
    a_party(ERIKA, number=20418)
    assert command("pause", "betnr:20418")[0] == 0
    assert Beteiligte.objects.get().paused_at is not None
    assert command("resume", ERIKA)[0] == 0
    assert Beteiligte.objects.get().paused_at is None


def test_a_system_is_paused_and_resumed():
    assert command("pause", system="advoware")[0] == 0
    assert SystemState.objects.get().paused_at is not None
    assert command("resume", system="advoware")[0] == 0
    assert SystemState.objects.get().paused_at is None


@pytest.mark.parametrize("arguments", [([], {}), ([ERIKA], {"system": "advoware"})])
def test_pause_takes_parties_or_a_system(arguments):
    ids, options = arguments
    assert command("pause", *ids, **options)[0] == 2


def test_sweep_prints_its_counts(sandbox):
    sandbox.espo.create({"lastName": "Mustermann"})
    code, said = command("sweep")
    assert code == 0
    assert {"listed: 1", "unknown: 1", "new: 1", "queued: 1"} <= set(said.splitlines())


def test_sweep_that_cannot_ask_espocrm_fails_after_the_mirror_s_part(redis):
    a_party(change_seq=2)
    SystemState.objects.create(name="espocrm", down_since=clock.now())
    code, said = command("sweep")
    assert code == 1
    assert "queued: 1" in said


def test_tick_prints_its_counts_and_waits(worker):
    a_party(ERIKA, due_at=clock.now() - timedelta(minutes=1))
    code, said = command("tick", wait=True, timeout=20)
    assert code == 0
    assert {"retries: 1", "queued: 1"} <= set(said.splitlines())


def test_a_job_that_the_command_queued_runs_in_a_worker(redis, runs):
    erika = a_party(ERIKA)
    command("resync", ERIKA)
    work_off(redis)
    assert runs == [erika.pk]
