"""Webhooks: what they carry, how they are signed, and what each answer does (recordings 11 and 12)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest

from syncconsole.sandbox import demo
from syncconsole.sandbox.espocrm.users import API_USER
from syncconsole.sandbox.run import Sandbox
from tests.platform.waiting import wait_until
from tests.sandbox.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def subscribed(box: Sandbox, receiver: Receiver) -> Sandbox:
    """A sandbox whose three webhooks point at the receiver."""
    box.subscribe(receiver.url)
    return box


def bodies(receiver: Receiver) -> list[list[dict[str, object]]]:
    return [json.loads(body) for _, _, body in receiver.deliveries]


def test_each_event_goes_to_its_own_path(subscribed: Sandbox, receiver: Receiver) -> None:
    party = subscribed.espo.create({"lastName": "Mustermann"}, "anna")["id"]
    subscribed.espo.update(party, {"lastName": "Beispiel"}, "anna")
    subscribed.espo.delete(party, "anna")
    subscribed.flush_webhooks()
    assert [path for path, _, _ in receiver.deliveries] == [
        f"/webhooks/espocrm/cbeteiligte/{event}/" for event in ("create", "update", "delete")
    ]


def test_an_update_carries_only_changed_attributes_with_the_values_of_then(
    subscribed: Sandbox, receiver: Receiver
) -> None:
    party = subscribed.espo.create({"lastName": "Mustermann"}, "anna")["id"]
    subscribed.flush_webhooks()
    receiver.deliveries.clear()
    subscribed.espo.update(party, {"firstName": "Max"}, "anna")
    subscribed.espo.update(party, {"rechtsform": "GmbH", "firstName": "Max"}, "anna")
    subscribed.espo.update(party, {"rechtsform": None}, "bernd")
    subscribed.flush_webhooks()
    first, second, third = bodies(receiver)[0]
    assert first["name"] == "Max Mustermann" and first["firstName"] == "Max"
    assert second == {"rechtsform": "GmbH", "id": party}
    assert third["rechtsform"] is None and third["modifiedByName"] == "Bernd Beispiel"


def test_a_save_without_a_change_sends_nothing(subscribed: Sandbox) -> None:
    party = subscribed.espo.create({"lastName": "Mustermann"}, "anna")["id"]
    subscribed.flush_webhooks()
    subscribed.espo.update(party, {"lastName": "Mustermann"}, "anna")
    assert subscribed.flush_webhooks() == []


def test_the_api_users_own_writes_are_skipped(subscribed: Sandbox) -> None:
    subscribed.espo.create({"lastName": "Mustermann"}, API_USER)
    assert subscribed.flush_webhooks() == []


def test_both_signatures_fit_the_raw_body(subscribed: Sandbox, receiver: Receiver) -> None:
    subscribed.espo.create({"lastName": "Müller/Söhne"}, "anna")
    subscribed.flush_webhooks()
    _, headers, body = receiver.deliveries[0]
    webhook_id, secret = demo.WEBHOOKS["create"]
    mac = hmac.new(secret.encode(), body, hashlib.sha256)
    assert base64.b64decode(headers["Signature"]) == f"{webhook_id}:{mac.hexdigest()}".encode()
    assert base64.b64decode(headers["X-Signature"]) == f"{webhook_id}:".encode() + mac.digest()
    assert body.isascii() and b"\\/" in body


def test_at_most_fifty_items_travel_in_one_request_in_order(subscribed: Sandbox, receiver: Receiver) -> None:
    party = subscribed.espo.create({"lastName": "Mustermann"}, "anna")["id"]
    subscribed.flush_webhooks()
    receiver.deliveries.clear()
    for number in range(1, 71):
        subscribed.espo.update(party, {"betnr": number}, "anna")
    subscribed.flush_webhooks()
    assert [len(body) for body in bodies(receiver)] == [50, 20]
    assert [item["betnr"] for body in bodies(receiver) for item in body] == list(range(1, 71))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "done"), (302, "done"), (503, "retry"), (401, "retry"), (404, "retry"), (400, "dropped"), (429, "dropped")],
)
def test_the_answer_decides_what_becomes_of_the_events(
    subscribed: Sandbox, receiver: Receiver, status: int, outcome: str
) -> None:
    receiver.status = status
    subscribed.espo.create({"lastName": "Mustermann"}, "anna")
    assert [result["outcome"] for result in subscribed.flush_webhooks()] == [outcome]
    assert len(subscribed.espo.webhooks.pending) == (outcome == "retry")


def test_after_four_attempts_an_event_is_lost(subscribed: Sandbox, receiver: Receiver) -> None:
    subscribed.espo.options.webhook_retry_seconds = 0
    receiver.status = 503
    subscribed.espo.create({"lastName": "Mustermann"}, "anna")
    subscribed.flush_webhooks()
    assert len(receiver.deliveries) == 4
    assert len({body for _, _, body in receiver.deliveries}) == 1
    assert (len(subscribed.espo.webhooks.pending), len(subscribed.espo.webhooks.failed)) == (0, 1)


def test_410_removes_the_subscription(subscribed: Sandbox, receiver: Receiver) -> None:
    receiver.status = 410
    subscribed.espo.create({"lastName": "Mustermann"}, "anna")
    subscribed.flush_webhooks()
    assert [subscription.event for subscription in subscribed.espo.webhooks.subscriptions.values()] == [
        "update",
        "delete",
    ]


def test_a_sender_delivers_by_itself_and_can_be_paused(receiver: Receiver) -> None:
    with Sandbox(webhook_target=receiver.url, webhook_interval=0.02) as box:
        box.espo.options.webhook_paused = True
        box.espo.create({"lastName": "Mustermann"}, "anna")
        assert receiver.deliveries == []
        box.espo.options.webhook_paused = False
        wait_until(lambda: len(receiver.deliveries) == 1)
