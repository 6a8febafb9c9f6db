"""Deliveries without their bodies for most people; messages until somebody has seen them; systems in one word."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from syncconsole import clock
from syncconsole.models import Message, SystemState, WebhookDelivery
from tests.admin import people


def _delivery() -> str:
    body = b'[{"id":"6b0510","lastName":"Musterfrau"}]'
    made = WebhookDelivery.objects.create(
        event="update", webhook_id="w1", received_at=clock.now(), body=body, ids=["6b0510"], items=1
    )
    return reverse("admin:syncconsole_webhookdelivery_change", args=[made.pk])


def test_bodies_are_only_for_who_may_see_personal_data(viewer: Client) -> None:
    url = _delivery()
    assert "Musterfrau" not in viewer.get(url).content.decode()
    auditor = Client()
    auditor.force_login(people.staff("anna", "view_webhookdelivery", "view_webhook_body"))
    assert "Musterfrau" in auditor.get(url).content.decode()


def test_a_body_that_is_no_text_is_shown_all_the_same(admin_client: Client) -> None:
    url = _delivery()
    WebhookDelivery.objects.update(body=b"\xff\xfe[[[")
    assert admin_client.get(url).status_code == 200


def test_messages_are_told_in_words_and_marked_as_seen(viewer: Client, operator: Client) -> None:
    params = {"system": "advoware"}
    made = Message.objects.create(key="k", code="system_down", params=params, created_at=clock.now())
    url = reverse("admin:syncconsole_message_changelist")
    assert "Advoware ist nicht erreichbar." in viewer.get(url).content.decode()
    seen = {"action": "mark_seen", "_selected_action": [made.pk], "index": "0"}
    viewer.post(url, seen)
    made.refresh_from_db()
    assert made.seen_by == ""
    operator.post(url, seen)
    made.refresh_from_db()
    assert made.seen_by == "otto"


def test_systems_say_whether_they_are_reachable(viewer: Client) -> None:
    why = {"code": "unreachable", "params": {"system": "advoware"}}
    SystemState.objects.create(name="espocrm")
    SystemState.objects.create(name="advoware", down_since=clock.now() - timedelta(minutes=5), down_reason=why)
    page = viewer.get(reverse("admin:syncconsole_systemstate_changelist")).content.decode()
    assert "Erreichbar" in page
    assert "Advoware ist nicht erreichbar." in page
