"""Jobs: many parties in one, after the commit, with keys as their only arguments about parties."""

from __future__ import annotations

import logging

import pytest
from django.db import transaction
from rq import SimpleWorker
from rq.job import JobStatus

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole.run.runner import Ended
from syncconsole.work import jobs
from syncconsole.work.queues import enqueue
from tests.flow.conftest import ERIKA, MAX, a_party, queued, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def ask(ids: list[int], **options: str) -> None:
    enqueue(DEFINITION.name, ids, **{"queue": "events", "trigger": "webhook", **options})


def test_a_job_carries_the_sync_s_name_keys_of_parties_the_trigger_and_who_asked(redis):
    erika, max_ = a_party(ERIKA, name="Musterfrau, Erika"), a_party(MAX)
    ask([erika.pk, max_.pk], who="anna")
    [job] = queued(redis, "events")
    assert job.func_name == "syncconsole.work.jobs.sync_parties"
    assert job.args == ("cbeteiligte", [erika.pk, max_.pk], "webhook", "anna")
    assert job.kwargs == {}


def test_the_job_of_one_party_is_described_by_its_ids_and_no_name(redis):
    erika = a_party(ERIKA, number=20418, name="Musterfrau, Erika")
    ask([erika.pk])
    assert queued(redis)[0].description == f"Beteiligte 20418 (EspoCRM {ERIKA})"


def test_the_job_of_a_party_without_a_number_is_described_by_its_espocrm_id(redis):
    ask([a_party(ERIKA).pk])
    assert queued(redis)[0].description == f"Beteiligte (EspoCRM {ERIKA})"


def test_the_job_of_many_parties_is_described_by_the_first_three(redis):
    parties = [a_party(f"{number:017x}", number=number) for number in range(1, 38)]
    ask([party.pk for party in parties])
    assert queued(redis)[0].description == "37 Beteiligte: 1, 2, 3, …"


def test_many_parties_are_cut_into_jobs_of_six_rounds_of_all_threads(redis, settings):
    settings.SYNC_CONCURRENCY = 4
    ask(list(range(1, 51)))
    assert [len(job.args[1]) for job in queued(redis)] == [24, 24, 2]


def test_a_failed_job_is_kept_for_a_week_and_a_finished_one_for_a_minute(redis):
    ask([1])
    [job] = queued(redis)
    assert (job.failure_ttl, job.result_ttl, job.timeout) == (7 * 86400, 60, 900)


def test_nothing_is_queued_for_no_party(redis):
    ask([])
    assert queued(redis) == []


def test_a_job_is_queued_after_the_commit_and_never_after_a_rollback(redis):
    with transaction.atomic():
        ask([1])
        assert queued(redis) == []
    assert len(queued(redis)) == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask([2])
        raise ZeroDivisionError
    assert len(queued(redis)) == 1


def test_without_redis_nothing_is_raised_and_one_line_says_so(no_redis, caplog):
    with caplog.at_level(logging.WARNING):
        ask(list(range(1, 500)))
    assert [record.getMessage() for record in caplog.records if record.name.startswith("syncconsole")] == [
        "Redis does not answer: 499 parties could not be queued, a later sweep finds them."
    ]


def test_a_job_runs_each_of_its_parties_once(redis, runs):
    parties = [a_party(f"{number:017x}") for number in range(1, 41)]
    ask([party.pk for party in parties])
    work_off(redis)
    assert sorted(runs) == sorted(party.pk for party in parties)


def test_a_party_that_is_to_run_again_is_queued_with_the_events(redis, monkeypatch):
    erika = a_party(ERIKA)
    monkeypatch.setattr(jobs, "run_party", lambda *_, **__: Ended("written", again=True))
    jobs.sync_parties(DEFINITION.name, [erika.pk], "person", "anna")
    [job] = queued(redis, "events")
    assert job.args == ("cbeteiligte", [erika.pk], "again", "")


def test_what_is_not_begun_in_a_minute_goes_back_to_the_queue_it_came_from(redis, monkeypatch, settings):
    settings.SYNC_CONCURRENCY = 1
    monkeypatch.setattr(jobs, "TAKE_SECONDS", 0)
    parties = [a_party(ERIKA), a_party(MAX)]
    ask([party.pk for party in parties], queue="interactive", trigger="person", who="anna")
    [first] = queued(redis, "interactive")
    SimpleWorker([first.origin], connection=redis).work(burst=True, max_jobs=1)
    [handed_back] = queued(redis, "interactive")
    assert handed_back.args == first.args


def test_a_defect_ends_in_the_failed_registry_without_a_value_and_the_neighbours_run(redis, monkeypatch):
    erika, max_ = a_party(ERIKA), a_party(MAX)
    ran = []

    def run_party(definition, pk, **_):
        if pk == erika.pk:
            raise KeyError("Musterfrau")
        ran.append(pk)
        return Ended("equal")

    monkeypatch.setattr(jobs, "run_party", run_party)
    ask([erika.pk, max_.pk])
    [job] = queued(redis)
    work_off(redis)
    assert ran == [max_.pk]
    assert job.get_status() == JobStatus.FAILED
    told = job.latest_result().exc_string
    assert f"Party {erika.pk}: KeyError" in told
    assert "Musterfrau" not in told.replace('raise KeyError("Musterfrau")', "")


def test_a_lost_redis_during_a_job_is_no_defect(redis, monkeypatch):
    from redis import ConnectionError as Unreachable

    erika = a_party(ERIKA)

    def run_party(*_, **__):
        raise Unreachable

    monkeypatch.setattr(jobs, "run_party", run_party)
    jobs.sync_parties(DEFINITION.name, [erika.pk], "webhook")
    assert Beteiligte.objects.count() == 1
