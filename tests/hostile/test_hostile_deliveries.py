"""Deliveries of junk (rules 5): stored as they are if they are signed, refused if not; none stops the next one."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beteiligte.models import Beteiligte
from syncconsole.models import Message, WebhookDelivery
from syncconsole.sync.record_id import is_record_id
from tests.flow.conftest import redis
from tests.flow.deliveries import SECRET, WEBHOOK, deliver, signature
from tests.hostile.junk import any_json, as_bytes, odd_texts, unreadable

__all__ = ["redis"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
fuzzed = settings(max_examples=30, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])

ids = st.text("0123456789abcdef", min_size=17, max_size=17)
good_items = st.builds(lambda id, rest: {**rest, "id": id}, ids, st.dictionaries(odd_texts, any_json, max_size=3))
events = st.sampled_from(["create", "update", "delete"])


@pytest.fixture(autouse=True)
def secret(settings: Any) -> None:
    settings.ESPOCRM_WEBHOOK_SECRETS = {WEBHOOK: SECRET}


@pytest.fixture(autouse=True)
def no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that was sent is logged as a fault of the console."""
    yield
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []


def newest() -> WebhookDelivery:
    return WebhookDelivery.objects.latest("id")


@fuzzed
@given(body=unreadable | any_json.map(as_bytes), event=events)
def test_whatever_is_signed_is_stored_byte_for_byte_and_answered_200(body: bytes, event: str) -> None:
    assert deliver(body, event).status_code == 200
    assert bytes(newest().body) == body
    assert newest().readable or Message.objects.filter(code="webhook_unreadable", closed_at=None).count() == 1


@fuzzed
@given(items=st.lists(good_items | any_json, max_size=6), event=events)
def test_among_junk_every_good_item_starts_its_sync_and_nothing_else_gets_in(items: list[Any], event: str) -> None:
    before = set(Beteiligte.objects.values_list("espo_id", flat=True))
    assert deliver(as_bytes(items), event).status_code == 200
    good = [item["id"] for item in items if isinstance(item, dict) and is_record_id(item.get("id"))]
    assert newest().ids == list(dict.fromkeys(good))
    assert newest().readable == (len(good) == len(items))
    assert set(Beteiligte.objects.values_list("espo_id", flat=True)) - before <= set(good)
    assert newest().started == bool(good) or event == "update"  # updates of bookkeeping start nothing


@fuzzed
@given(items=st.lists(good_items, min_size=1, max_size=3), times=st.integers(2, 4))
def test_a_replay_is_one_more_reason_and_no_other_party(items: list[dict[str, Any]], times: int) -> None:
    Beteiligte.objects.all().delete()
    body = as_bytes(items)
    for _ in range(times):
        assert deliver(body, "delete").status_code == 200
    rows = set(Beteiligte.objects.values_list("espo_id", "change_seq"))
    assert rows == {(item["id"], times) for item in items}


wrong_signatures = st.one_of(
    st.just(""),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80),
    st.builds(signature, st.binary(max_size=20), st.just(WEBHOOK), st.just(SECRET)),  # of another body
    st.builds(signature, st.just(b'[{"id":"6b05000000000e21a"}]'), ids, st.just(SECRET)),  # of a stranger's webhook
    st.builds(signature, st.just(b'[{"id":"6b05000000000e21a"}]'), st.just(WEBHOOK), st.text(max_size=9)),
)


@fuzzed
@given(wrong=wrong_signatures)
def test_whatever_is_not_signed_is_refused_and_leaves_no_trace(wrong: str) -> None:
    answer = deliver(b'[{"id":"6b05000000000e21a"}]', Signature=wrong, **{"X-Signature": wrong})
    assert answer.status_code == 401
    assert not WebhookDelivery.objects.exists()
    assert not Beteiligte.objects.exists()


def test_a_delivery_of_nearly_ten_megabytes_is_taken() -> None:
    items = [{"id": f"6b05{number:013x}", "lastName": "Mustermann " * 400} for number in range(2000)]
    body = json.dumps(items).encode()
    assert 8_000_000 < len(body) < 10 * 1024 * 1024
    assert deliver(body).json() == {"stored": 2000}
    assert Beteiligte.objects.count() == 2000
