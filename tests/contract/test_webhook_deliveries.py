"""The sandbox sends what a real EspoCRM was recorded sending, and our endpoint takes the recorded deliveries."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from syncconsole.models import WebhookDelivery
from tests.contract.deliveries import delivered
from tests.contract.recordings import VERSIONS, scenarios

EVENTS = {"/h/create": "create", "/h/delete": "delete"}
"""Every other recorded subscription is about changes: `update`."""


@pytest.mark.parametrize("version", VERSIONS)
def test_the_sandbox_sends_the_recorded_deliveries_byte_for_byte(version: str) -> None:
    told = [f"{result.exchange.title}: {text}" for result in delivered(version) for text in result.differences]
    assert told == []


@pytest.fixture(params=VERSIONS)
def recorded(request: pytest.FixtureRequest, settings: Any, redis_url: str, transactional_db: None) -> list[Any]:
    """All deliveries of one version; the console knows the secrets of their subscriptions."""
    found = [delivery for scenario in scenarios(request.param).values() for delivery in scenario["deliveries"]]
    settings.ESPOCRM_WEBHOOK_SECRETS = {delivery["webhook"]: delivery["secret"] for delivery in found}
    return found


def posted(delivery: dict[str, Any], body: bytes, *signed_with: str) -> HttpResponse:
    """Our endpoint's answer to a delivery whose recorded signature headers are sent along."""
    event = EVENTS.get(delivery["path"], "update")
    headers = {name: delivery["headers"][name] for name in signed_with}
    client = Client(raise_request_exception=False)
    path = f"/webhooks/espocrm/cbeteiligte/{event}/"
    return client.post(path, data=body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("signature", ["Signature", "X-Signature"])
def test_every_recorded_delivery_is_accepted_with_its_own_signature(recorded: list[Any], signature: str) -> None:
    answers = [posted(delivery, delivery["body"].encode(), signature) for delivery in recorded]
    assert {answer.status_code for answer in answers} == {200}
    assert WebhookDelivery.objects.filter(readable=True).count() == len(recorded) > 50


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_every_recorded_delivery_is_refused_when_one_byte_changes(recorded: list[Any], place: str) -> None:
    for delivery in recorded:
        body = bytearray(delivery["body"].encode())
        body[{"first": 0, "middle": len(body) // 2, "last": -1}[place]] ^= 1
        assert posted(delivery, bytes(body), "Signature", "X-Signature").status_code == 401
    assert not WebhookDelivery.objects.exists()


def test_a_recorded_delivery_is_refused_whichever_byte_changes(recorded: list[Any]) -> None:
    delivery = min(recorded, key=lambda one: len(one["body"]))
    for position in range(len(delivery["body"])):
        body = bytearray(delivery["body"].encode())
        body[position] ^= 1
        assert posted(delivery, bytes(body), "Signature").status_code == 401
