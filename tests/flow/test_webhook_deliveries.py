"""Rules 5, webhooks: a signed delivery is stored and counted before the answer, and starts one job."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError

from beteiligte.models import Beteiligte
from syncconsole.models import Checkpoint, Message, WebhookDelivery
from syncconsole.webhooks import view as webhooks
from tests.flow.conftest import ERIKA, MAX, MUSTERBAU, a_party, queued, work_off
from tests.flow.deliveries import (
    RECORDED_BODY,
    RECORDED_ID,
    RECORDED_LEGACY_SIGNATURE,
    RECORDED_SIGNATURE,
    SECRET,
    WEBHOOK,
    deliver,
    signature,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def secret(settings):
    settings.ESPOCRM_WEBHOOK_SECRETS = {WEBHOOK: SECRET}


def edit(espo_id: str = ERIKA) -> dict[str, str]:
    return {"id": espo_id, "firstName": "Erika"}


def test_a_recorded_delivery_is_stored_counted_queued_and_answered(redis):
    answer = deliver(RECORDED_BODY, Signature=RECORDED_SIGNATURE)
    assert (answer.status_code, answer.json()) == (200, {"stored": 1})
    delivery = WebhookDelivery.objects.get()
    assert (delivery.definition, delivery.event, delivery.webhook_id) == ("cbeteiligte", "update", WEBHOOK)
    assert bytes(delivery.body) == RECORDED_BODY
    assert (delivery.ids, delivery.items, delivery.readable, delivery.started) == ([RECORDED_ID], 1, True, True)
    party = Beteiligte.objects.get(espo_id=RECORDED_ID)
    assert party.unhandled
    [job] = queued(redis, "events")
    assert job.args == ("cbeteiligte", [party.pk], "webhook", "")


def test_the_legacy_signature_is_taken_too(redis):
    assert deliver(RECORDED_BODY, Signature="", **{"X-Signature": RECORDED_LEGACY_SIGNATURE}).status_code == 200


@pytest.mark.parametrize("event", ["create", "update", "delete"])
@pytest.mark.parametrize("slash", ["/", ""])
def test_each_event_has_its_address_with_and_without_the_last_slash(redis, event, slash):
    assert deliver([edit()], path=f"/webhooks/espocrm/cbeteiligte/{event}{slash}").status_code == 200
    assert WebhookDelivery.objects.get().event == event


@pytest.mark.parametrize("path", ["/webhooks/espocrm/cakte/update/", "/webhooks/espocrm/cbeteiligte/restore/"])
def test_an_unknown_address_is_answered_404_which_espocrm_repeats(path):
    assert deliver([edit()], path=path).status_code == 404


def test_reading_the_address_is_not_allowed(client):
    assert client.get("/webhooks/espocrm/cbeteiligte/update/").status_code == 405


def test_many_items_are_one_job(redis):
    known = a_party(MAX, number=20418)
    deliver([edit(ERIKA), edit(MAX), edit(MUSTERBAU)])
    [job] = queued(redis)
    assert sorted(job.args[1]) == sorted(Beteiligte.objects.values_list("pk", flat=True))
    assert known.pk in job.args[1]
    assert job.description.startswith("3 Beteiligte: ")
    assert "20418" in job.description


def test_even_hundreds_of_items_are_one_job(redis):
    deliver([edit(f"{number:017x}") for number in range(500)])
    [job] = queued(redis)
    assert len(job.args[1]) == 500


def test_a_bad_signature_is_answered_401_counted_and_not_stored():
    for _ in range(2):
        assert deliver([edit()], Signature=signature(b"something else")).status_code == 401
    assert not WebhookDelivery.objects.exists()
    assert not Beteiligte.objects.exists()
    assert Checkpoint.objects.get(name="webhook_refused").value == {"count": 2}


def test_a_missing_signature_is_answered_401():
    assert deliver([edit()], Signature="").status_code == 401


def test_without_a_configured_secret_every_delivery_is_answered_401(settings):
    settings.ESPOCRM_WEBHOOK_SECRETS = {}
    assert deliver([edit()]).status_code == 401
    assert not WebhookDelivery.objects.exists()


def test_identical_deliveries_are_all_stored_and_counted(redis):
    a_party(ERIKA)
    for _ in range(10):
        assert deliver([edit()]).status_code == 200
    assert WebhookDelivery.objects.count() == 10
    assert Beteiligte.objects.get().change_seq == 11


def test_ten_identical_deliveries_before_a_run_need_one_run_that_handles_them_all(redis, runs):
    erika = a_party(ERIKA)
    for _ in range(10):
        deliver([edit()])
    work_off(redis)
    erika.refresh_from_db()
    assert erika.handled_seq == erika.change_seq == 11


def test_a_party_that_is_named_twice_in_one_delivery_counts_once(redis):
    a_party(ERIKA)
    assert deliver([edit(), edit()]).json() == {"stored": 2}
    assert Beteiligte.objects.get().change_seq == 2
    assert WebhookDelivery.objects.get().ids == [ERIKA]


BOOKKEEPING = {
    "syncStatus": "clean",
    "advowareLastSync": "2026-11-24 04:16:23",
    "advowareDeletedAt": None,
    "syncErrorMessage": None,
    "syncRetryCount": 0,
    "modifiedById": "6b050944af17f2154",
    "modifiedByName": "Max Mustermann",
}


def test_an_update_of_nothing_but_bookkeeping_is_stored_and_starts_nothing(redis):
    a_party(ERIKA)
    assert deliver([{"id": ERIKA, **BOOKKEEPING}]).status_code == 200
    assert not WebhookDelivery.objects.get().started
    assert not Beteiligte.objects.get().unhandled
    assert queued(redis) == []


@pytest.mark.parametrize("status", ["dirty", "pending_sync"])
def test_a_status_that_a_person_may_have_set_starts_the_read_that_decides(redis, status):
    deliver([{"id": ERIKA, **BOOKKEEPING, "syncStatus": status}])
    assert len(queued(redis)) == 1


def test_a_number_that_a_person_may_have_typed_starts_a_sync(redis):
    deliver([{"id": ERIKA, **BOOKKEEPING, "betnr": 20418}])
    assert len(queued(redis)) == 1


def test_only_the_items_that_start_something_are_counted(redis):
    a_party(ERIKA), a_party(MAX)
    deliver([{"id": ERIKA, **BOOKKEEPING}, edit(MAX)])
    assert {party.espo_id: party.unhandled for party in Beteiligte.objects.all()} == {ERIKA: False, MAX: True}


def test_a_deletion_starts_the_read_that_decides(redis):
    deliver([{"id": ERIKA}], "delete")
    assert len(queued(redis)) == 1


UNREADABLE = {
    "not UTF-8": b'[{"id": "\xff"}]',
    "not JSON": b"kaputt",
    "empty": b"",
    "not a list": b'{"id": "6b05000000000e21a"}',
    "nested too deeply": b"[" * 100_000,
    "a number without end": b"[" + b"9" * 5000 + b"]",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_signed_delivery_that_cannot_be_read_is_stored_answered_200_and_told_once(redis, body):
    for _ in range(2):
        assert deliver(body).status_code == 200
    assert [delivery.readable for delivery in WebhookDelivery.objects.all()] == [False, False]
    assert bytes(WebhookDelivery.objects.first().body) == body
    assert Message.objects.get().code == "webhook_unreadable"
    assert queued(redis) == []


BAD_ITEMS = {
    "no object": "6b05000000000e21a",
    "no id": {"firstName": "Erika"},
    "an id that is no text": {"id": 1},
    "an empty id": {"id": ""},
    "an id that is too long": {"id": "a" * 25},
    "an id with NUL": {"id": "a\0b"},
    "an id with half a character": {"id": "a\ud800"},
    "an id that is a path": {"id": "../User"},
}


@pytest.mark.parametrize("item", BAD_ITEMS.values(), ids=BAD_ITEMS.keys())
def test_a_bad_item_is_told_and_its_neighbours_start_their_sync(redis, item):
    body = json.dumps([item, edit(MAX)]).encode()
    assert deliver(body).status_code == 200
    delivery = WebhookDelivery.objects.get()
    assert (delivery.readable, delivery.ids, delivery.items) == (False, [MAX], 2)
    assert Message.objects.count() == 1
    assert list(Beteiligte.objects.values_list("espo_id", flat=True)) == [MAX]


def test_a_nul_among_the_values_harms_nothing(redis):
    assert deliver([{**edit(), "lastName": "a\0b"}]).status_code == 200
    assert WebhookDelivery.objects.get().readable


def test_a_list_without_items_is_readable_and_starts_nothing(redis):
    assert deliver([]).json() == {"stored": 0}
    assert WebhookDelivery.objects.get().readable
    assert queued(redis) == []


def test_more_than_ten_megabytes_are_refused_counted_told_and_never_read(monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_BYTES", 100)
    monkeypatch.setattr(webhooks, "signed_by", lambda *_: pytest.fail("the body was read"))
    assert deliver([edit()] * 10).status_code == 413
    assert Checkpoint.objects.get(name="webhook_too_large").value == {"count": 1}
    assert Message.objects.get().code == "webhook_too_large"
    assert not WebhookDelivery.objects.exists()


def test_a_stranger_s_huge_request_is_counted_but_sends_no_message(monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_BYTES", 100)
    assert deliver([edit()] * 10, Signature="").status_code == 413
    assert not Message.objects.exists()


def test_a_huge_request_never_reaches_django_s_own_limit_which_would_drop_it():
    body = b" " * (11 * 1024 * 1024 + 1)
    assert deliver(body, Signature="").status_code == 413


def test_if_storing_is_impossible_the_answer_is_503_and_nothing_is_counted(redis, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("the database is away")

    monkeypatch.setattr(webhooks, "add_reason", fail)
    assert deliver([edit()]).status_code == 503
    assert not WebhookDelivery.objects.exists()
    assert queued(redis) == []


def test_without_redis_the_delivery_is_kept_and_answered_200(no_redis):
    assert deliver([edit()]).status_code == 200
    assert Beteiligte.objects.get().unhandled


def test_whatever_answer_is_asked_for_the_delivery_is_taken(redis):
    assert deliver([edit()], Accept="text/html").status_code == 200
    assert deliver([edit()], **{"Content-Type": "text/plain"}).status_code == 200
