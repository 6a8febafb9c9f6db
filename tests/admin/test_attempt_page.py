"""One attempt: its sentence, what it changed and why, and every call in order."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from syncconsole.models import WebhookDelivery
from tests.admin import people


def _page(client: Client, attempt) -> str:
    return client.get(reverse("admin:beteiligte_beteiligteattempt_change", args=[attempt.pk])).content.decode()


def test_it_tells_what_was_carried_and_why(viewer: Client) -> None:
    page = _page(viewer, people.attempt(people.person()))
    assert "Gelungen" in page
    assert "nur in EspoCRM geändert · steht dort wie geschickt" in page
    assert "Advoware: Muster" in page


def test_calls_stand_in_order_with_answer_and_duration(viewer: Client) -> None:
    page = _page(viewer, people.attempt(people.person()))
    assert "<code>PUT Beteiligte</code>" in page
    assert "321" in page


def _calls(client: Client, *calls: tuple[str, str, str], **columns):
    row = [{"system": system, "method": method, "path": path, "status": 200, "ms": 9} for system, method, path in calls]
    made = people.attempt(people.person(), calls=row, **columns)
    url = reverse("admin:beteiligte_beteiligteattempt_change", args=[made.pk])
    return client.get(url, headers={"accept-language": "en"}).context["calls"]


def test_calls_say_what_they_were_for_and_name_neither_ids_nor_values(viewer: Client) -> None:
    party, number = "/api/v1/CBeteiligte/6b0510abcdef", "/api/v1/advonet/Beteiligte/20418"
    rows = _calls(
        viewer,
        ("espocrm", "GET", party),
        ("advoware", "GET", "/api/v1/advonet/Beteiligte"),
        ("advoware", "GET", number),
        ("advoware", "PUT", number),
        ("advoware", "PUT", f"{number}/Kommunikationen/4711"),
        ("advoware", "GET", number),
        ("espocrm", "PATCH", party),
    )
    assert [(row.what, row.purpose) for row in rows] == [
        ("GET CBeteiligte", "read"),
        ("GET Beteiligte", "search"),
        ("GET Beteiligte", "read"),
        ("PUT Beteiligte", "write Last name"),
        ("PUT Kommunikationen", "write phone or mail"),
        ("GET Beteiligte", "read again, as sent"),
        ("PATCH CBeteiligte", "write status"),
    ]


def test_what_is_read_after_signing_in_is_not_read_again(viewer: Client) -> None:
    answered = {"system": "advoware", "status": 200, "ms": 1}
    token = answered | {"method": "POST", "path": "/api/v1/Token", "purpose": "token"}
    read = answered | {"method": "GET", "path": "/api/v1/advonet/Beteiligte/20418"}
    page = _page(viewer, people.attempt(people.person(), calls=[token, read]))
    assert "POST Token" in page
    assert "nachlesen" not in page


def test_a_call_without_an_answer_says_so(viewer: Client) -> None:
    call = {"system": "advoware", "method": "GET", "path": "/x/Beteiligte/1", "status": None, "ms": 30000}
    made = people.attempt(people.person(), calls=[call], outcome="failed")
    url = reverse("admin:beteiligte_beteiligteattempt_change", args=[made.pk])
    row = viewer.get(url).context["calls"][0]
    assert (row.status, row.failed) == (None, True)


def test_it_leads_to_the_delivery_that_started_it_and_says_how_long_it_waited(viewer: Client) -> None:
    party = people.person()
    for seconds, ids in ((90, [party.espo_id]), (36, [party.espo_id]), (20, ["somebody"])):
        received = people.NOON - timedelta(seconds=seconds)
        WebhookDelivery.objects.create(
            definition="cbeteiligte", event="update", received_at=received, body=b"[]", ids=ids, started=True
        )
    page = viewer.get(reverse("admin:beteiligte_beteiligteattempt_change", args=[people.attempt(party).pk]))
    assert page.context["delivery"].received_at == people.NOON - timedelta(seconds=36)
    assert page.context["delivery_url"] in page.content.decode()
    assert page.context["waited"] == "36,0 s"


def test_an_attempt_that_a_person_started_has_no_delivery(viewer: Client) -> None:
    party = people.person()
    WebhookDelivery.objects.create(received_at=people.NOON, body=b"[]", ids=[party.espo_id], started=True)
    made = people.attempt(party, trigger="person", who="otto")
    page = viewer.get(reverse("admin:beteiligte_beteiligteattempt_change", args=[made.pk]))
    assert page.context["delivery"] is None


def test_one_that_was_pruned_says_how_long_attempts_are_kept(viewer: Client) -> None:
    made = people.attempt(people.person())
    pruned = reverse("admin:beteiligte_beteiligteattempt_change", args=[made.pk])
    kept = people.attempt(people.person(2))
    made.delete()
    page = viewer.get(pruned, headers={"accept-language": "en"})
    assert (page.status_code, "Attempts are kept for 90 days." in page.content.decode()) == (404, True)
    never = reverse("admin:beteiligte_beteiligteattempt_change", args=[kept.pk + 99])
    assert "Attempts are kept" not in viewer.get(never, headers={"accept-language": "en"}).content.decode()


def test_a_failed_one_says_why(viewer: Client) -> None:
    error = {"code": "server_error", "params": {"system": "advoware", "status": 500}}
    failed = people.attempt(people.person(), outcome="failed", error=error, error_class="transient")
    assert "Advoware meldet Fehler 500." in _page(viewer, failed)


def test_it_leads_to_its_neighbours_of_the_same_party(viewer: Client) -> None:
    party = people.person(1)
    first = people.attempt(party)
    people.attempt(people.person(2))
    last = people.attempt(party)
    assert reverse("admin:beteiligte_beteiligteattempt_change", args=[last.pk]) in _page(viewer, first)


def test_the_job_is_linked_only_for_who_may_see_rq(viewer: Client, admin_client: Client) -> None:
    attempt = people.attempt(people.person(), job_id="4711")
    link = reverse("admin:django_rq_job_detail", args=[0, "4711"])
    assert link not in _page(viewer, attempt)
    assert link in _page(admin_client, attempt)


def test_the_list_shows_one_partys_attempts(viewer: Client) -> None:
    party = people.person(1)
    mine = people.attempt(party)
    people.attempt(people.person(2))
    page = viewer.get(reverse("admin:beteiligte_beteiligteattempt_changelist"), {"party": party.pk})
    assert list(page.context["cl"].result_list) == [mine]


def test_the_list_shows_the_attempts_of_an_hour(viewer: Client) -> None:
    party = people.person()
    mine = people.attempt(party)
    people.attempt(party, started_at=people.NOON - timedelta(hours=2))
    end = people.NOON + timedelta(hours=1)
    hour = {"started_at__gte": people.NOON.isoformat(), "started_at__lt": end.isoformat()}
    page = viewer.get(reverse("admin:beteiligte_beteiligteattempt_changelist"), hour)
    assert list(page.context["cl"].result_list) == [mine]
