"""RQ's pages need their own permission, and never take a token in the URL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django_rq import get_queue
from django_rq.settings import get_queues_list

from syncconsole import roles
from syncconsole.clients import connections
from syncconsole.work import queues
from tests.admin import people


def _pages() -> list[str]:
    return [
        reverse("admin:django_rq_home"),
        reverse("admin:django_rq_dashboard_changelist"),
        reverse("admin:django_rq_jobs", args=[0]),
        reverse("admin:django_rq_clear", args=[0]),
        reverse("admin:django_rq_home_json"),
    ]


def test_plain_staff_are_refused(plain: Client) -> None:
    assert [plain.get(url).status_code for url in _pages()] == [403] * 5


@pytest.mark.parametrize("role", roles.ROLES)
def test_no_role_opens_them(db: None, role: str) -> None:
    client = Client()
    client.force_login(people.in_role(role))
    assert [client.get(url).status_code for url in _pages()] == [403] * 5


def test_who_is_refused_empties_no_queue(plain: Client, redis_url: str) -> None:
    get_queue("interactive").enqueue("syncconsole.work.jobs.sync_parties", "cbeteiligte", [1], "person")
    index = _index("interactive")
    assert plain.post(reverse("admin:django_rq_clear", args=[index]), {"post": "yes"}).status_code == 403
    assert get_queue("interactive").count == 1


def _index(queue: str) -> int:
    return [one["name"] for one in get_queues_list()].index(queue)


def test_who_has_the_permission_sees_them(db: None, redis_url: str) -> None:
    client = Client()
    client.force_login(people.staff("rudi", "admin"))
    assert [client.get(url).status_code for url in _pages()] == [200] * 5


@pytest.mark.django_db
def test_anonymous_people_are_sent_to_the_login_or_need_a_token() -> None:
    assert [Client().get(url).status_code for url in _pages()] == [302, 302, 302, 302, 401]


def test_a_token_in_the_url_is_not_taken(plain: Client, admin_client: Client, settings) -> None:
    settings.RQ_API_TOKEN = "secret"
    address = reverse("admin:django_rq_home_json").rstrip("/") + "/secret/"
    assert Client().get(address).status_code in (302, 404)
    with pytest.raises(NoReverseMatch):
        reverse("admin:django_rq_home_json", args=["secret"])


def test_the_navigation_names_it_only_for_who_may_open_it(viewer: Client, admin_client: Client) -> None:
    url = reverse("admin:django_rq_dashboard_changelist")
    assert url not in viewer.get(reverse("admin:index")).content.decode()
    assert url in admin_client.get(reverse("admin:index")).content.decode()


def test_a_queue_that_is_not_there_is_not_found(admin_client: Client, redis_url: str) -> None:
    for page in ("jobs", "queue_details", "failed_jobs", "workers"):
        assert admin_client.get(reverse(f"admin:django_rq_{page}", args=[99])).status_code == 404, page
    assert admin_client.get(reverse("admin:django_rq_scheduler_jobs", args=[99])).status_code == 404


def _job(keys: list[int], who: str = "otto") -> str:
    queue = get_queue("interactive")
    text = queues.describe("Beteiligte", [(20418, people.espo_id(20418))], len(keys))
    return queue.enqueue(queues.SYNC_PARTIES, "cbeteiligte", keys, "person", who, description=text).id


def _page(client: Client, job: str) -> str:
    url = reverse("admin:django_rq_job_detail", args=[_index("interactive"), job])
    return " ".join(client.get(url, headers={"accept-language": "en"}).content.decode().split())


def test_a_list_of_jobs_says_whom_each_is_about(admin_client: Client, redis_url: str) -> None:
    _job([people.person().pk])
    page = admin_client.get(reverse("admin:django_rq_jobs", args=[_index("interactive")])).content.decode()
    assert f"Beteiligte 20418 (EspoCRM {people.espo_id(20418)})" in page


def test_a_job_names_its_parties_and_leads_to_them_and_to_its_attempts(admin_client: Client, redis_url: str) -> None:
    party = people.person()
    job = _job([party.pk])
    attempt = people.attempt(party, job_id=job)
    people.attempt(party, job_id="another")
    page = _page(admin_client, job)
    assert f'href="{reverse("admin:beteiligte_beteiligte_change", args=[party.pk])}">Musterfrau, Erika</a>' in page
    assert f'href="{reverse("admin:beteiligte_beteiligteattempt_change", args=[attempt.pk])}"' in page
    assert "started by otto" in page


def test_a_job_about_many_names_the_first_and_counts_the_others(admin_client: Client, redis_url: str) -> None:
    keys = [people.person(number).pk for number in range(1, 16)]
    assert "and 3 more parties" in _page(admin_client, _job(keys))


def test_who_may_not_see_parties_reads_no_name_on_a_job(db: None, redis_url: str) -> None:
    job = _job([people.person().pk])
    client = Client()
    client.force_login(people.staff("rudi", "admin"))
    page = _page(client, job)
    assert "Musterfrau" not in page
    assert "Beteiligte 20418" in page


def test_other_jobs_have_pages_too(admin_client: Client, redis_url: str) -> None:
    job = get_queue("interactive").enqueue("syncconsole.regular.tick.tick_all", description="Tick").id
    assert "Whom this job is about" not in _page(admin_client, job)


def test_a_job_of_a_sync_that_is_gone_has_a_page_too(admin_client: Client, redis_url: str) -> None:
    job = get_queue("interactive").enqueue(queues.SYNC_PARTIES, "gone", [1], "person").id
    assert "Whom this job is about" not in _page(admin_client, job)


def test_redis_holds_no_name(db: None, redis_url: str, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    connections.reset()
    with django_capture_on_commit_callbacks(execute=True):
        queues.enqueue("cbeteiligte", [people.person().pk], queue="interactive", trigger="person", who="otto")
    connections.reset()
    (job,) = get_queue("interactive").jobs
    assert "Musterfrau" not in f"{job.description} {job.args} {job.kwargs} {job.meta}"
