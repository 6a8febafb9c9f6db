"""The webhook inbox: whom a delivery was about, its body only with a permission, and delivering it again."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.models import WebhookDelivery
from tests.admin import people

LIST = reverse("admin:syncconsole_webhookdelivery_changelist")
BODY = b'[{"id":"6b0510","lastName":"Geheimfrau"}]'


def _delivery(*ids: str, **columns: Any) -> WebhookDelivery:
    row = {"definition": "cbeteiligte", "event": "update", "webhook_id": "w1", "received_at": clock.now()}
    return WebhookDelivery.objects.create(**{**row, "body": BODY, "ids": ids, "items": len(ids), **columns})


def _page(client: Client, delivery: WebhookDelivery) -> str:
    return client.get(reverse("admin:syncconsole_webhookdelivery_change", args=[delivery.pk])).content.decode()


def _again(client: Client, delivery: WebhookDelivery, **sent: str) -> Any:
    url = reverse("admin:syncconsole_webhookdelivery_redeliver", args=[delivery.pk])
    return client.post(url, sent, follow=True)


def test_a_delivery_names_the_parties_it_was_about(viewer: Client) -> None:
    party = people.person()
    page = _page(viewer, _delivery(party.espo_id, "unbekannt1"))
    assert reverse("admin:beteiligte_beteiligte_change", args=[party.pk]) in page
    assert "unbekannt1" in page


def test_who_may_not_see_parties_reads_ids_only(db: None) -> None:
    client = Client()
    client.force_login(people.staff("paula", "view_webhookdelivery"))
    page = _page(client, _delivery(people.person().espo_id))
    assert "Musterfrau" not in page
    assert people.espo_id(20418) in page


def test_the_body_needs_its_own_permission(operator: Client) -> None:
    delivery = _delivery("6b0510")
    assert "Geheimfrau" not in _page(operator, delivery)
    auditor = Client()
    auditor.force_login(people.staff("anna", "view_webhookdelivery", "view_webhook_body"))
    assert "Geheimfrau" in _page(auditor, delivery)


def test_the_list_never_loads_a_body(viewer: Client, django_assert_max_num_queries: Any) -> None:
    _delivery("6b0510")
    with django_assert_max_num_queries(15) as queries:
        viewer.get(LIST)
    assert not any('"body"' in query["sql"] for query in queries.captured_queries)


def test_delivering_again_counts_one_reason_for_each_of_its_records(operator: Client) -> None:
    known = people.person()
    answer = _again(operator, _delivery(known.espo_id, people.espo_id(777)))
    assert "2 " in answer.content.decode()
    known.refresh_from_db()
    assert known.change_seq == 2
    assert Beteiligte.objects.get(espo_id=people.espo_id(777)).sync_status == "pending_sync"


def test_delivering_again_stands_in_the_deliverys_history_with_who_and_why(operator: Client) -> None:
    delivery = _delivery(people.person().espo_id)
    _again(operator, delivery, note="Der Abgleich lief damals nicht.")
    entry = LogEntry.objects.get(object_id=str(delivery.pk))
    assert (entry.user.username, "Der Abgleich lief damals nicht." in entry.change_message) == ("otto", True)


def test_a_viewer_may_not_deliver_again(viewer: Client) -> None:
    party = people.person()
    delivery = _delivery(party.espo_id)
    assert _again(viewer, delivery).status_code == 403
    assert "redeliver" not in _page(viewer, delivery)
    assert Beteiligte.objects.get().change_seq == party.change_seq


def test_a_get_delivers_nothing(operator: Client) -> None:
    delivery = _delivery(people.person().espo_id)
    url = reverse("admin:syncconsole_webhookdelivery_redeliver", args=[delivery.pk])
    assert operator.get(url).status_code == 405
    assert Beteiligte.objects.get().change_seq == 1


def test_a_delivery_that_names_nobody_offers_nothing(operator: Client) -> None:
    page = _page(operator, _delivery(readable=False))
    assert "redeliver" not in page


def test_a_delivery_of_an_unknown_sync_is_shown_and_not_delivered_again(operator: Client) -> None:
    delivery = _delivery("6b0510", definition="frueher")
    assert "6b0510" in _page(operator, delivery)
    assert _again(operator, delivery).status_code == 403
