"""Old history goes in small portions; what is open, and where a value of today comes from, stays whatever its age."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteChange
from syncconsole import clock
from syncconsole.models import BulkItem, BulkRun, Checkpoint, Message, WebhookDelivery
from syncconsole.regular import checkpoints, retention
from tests.admin import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ninety_days(settings) -> None:
    settings.HISTORY_RETENTION_DAYS = 90


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _attempt(party: Any, days: int, outcome: str = "equal") -> BeteiligteAttempt:
    at = _ago(days)
    return BeteiligteAttempt.objects.create(
        party=party, epoch=1, trigger="sweep", started_at=at, ended_at=at, outcome=outcome
    )


def _change(party: Any, days: int, after: str, *, field: str = "lastName", result: str = "arrived") -> BeteiligteChange:
    return BeteiligteChange.objects.create(
        party=party,
        attempt=_attempt(party, days, "written"),
        side="advoware",
        field=field,
        after=after,
        rule="espocrm_changed",
        result=result,
        at=_ago(days),
    )


def _delivery(days: int, definition: str = "cbeteiligte") -> WebhookDelivery:
    return WebhookDelivery.objects.create(
        definition=definition, event="update", webhook_id="w", received_at=_ago(days), body=b"[]"
    )


def _message(key: str, days: int, closed: int | None = None, **columns: Any) -> Message:
    over = None if closed is None else _ago(closed)
    return Message.objects.create(key=key, **{"code": "gone", "created_at": _ago(days), "closed_at": over, **columns})


def _left(model: type[Any]) -> list[int]:
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


def test_old_attempts_go_and_young_ones_stay() -> None:
    party = people.person()
    _attempt(party, 200), _attempt(party, 91)
    young = [_attempt(party, 89).pk, _attempt(party, 0).pk]
    assert retention.prune()["cbeteiligte.attempts"] == 2
    assert _left(BeteiligteAttempt) == young


def test_the_newest_attempt_of_a_party_stays() -> None:
    kept = _attempt(people.person(), 400)
    retention.prune()
    assert _left(BeteiligteAttempt) == [kept.pk]


def test_an_attempt_that_runs_stays() -> None:
    party = people.person()
    running = _attempt(party, 100, "running")
    newest = _attempt(party, 95)
    retention.prune()
    assert _left(BeteiligteAttempt) == [running.pk, newest.pk]


def test_the_newest_change_of_a_value_stays_with_its_attempt() -> None:
    party = people.person()
    _change(party, 300, "Muster")
    carrier = _change(party, 200, "Musterfrau")
    newest = _attempt(party, 1)
    retention.prune()
    assert _left(BeteiligteChange) == [carrier.pk]
    assert _left(BeteiligteAttempt) == [carrier.attempt_id, newest.pk]


def test_a_refused_change_does_not_push_out_the_one_that_arrived() -> None:
    party = people.person()
    arrived = _change(party, 300, "Musterfrau")
    refused = _change(party, 200, "Muster//frau", result="refused")
    retention.prune()
    assert _left(BeteiligteChange) == [arrived.pk, refused.pk]


def test_each_field_keeps_its_own_newest_change() -> None:
    party = people.person()
    kept = [_change(party, 300, "Musterfrau").pk, _change(party, 300, "Erika", field="firstName").pk]
    retention.prune()
    assert _left(BeteiligteChange) == kept


def test_old_deliveries_go_but_the_newest_of_each_sync_stays() -> None:
    _delivery(200)
    kept = [_delivery(100).pk, _delivery(300, "other").pk]
    retention.prune()
    assert _left(WebhookDelivery) == kept


def test_messages_go_once_their_state_is_long_over() -> None:
    _message("over", 200, closed=100)
    _message("up", 200, code="system_up")
    kept = [
        _message("still open", 200).pk,
        _message("just over", 200, closed=10).pk,
        _message("to post", 200, closed=100, post_at=_ago(1)).pk,
    ]
    retention.prune()
    assert _left(Message) == kept


def test_parties_and_questions_stay() -> None:
    party = people.person()
    row = people.held_conflict(party, opened_at=_ago(500))
    retention.prune()
    row.refresh_from_db()
    assert (Beteiligte.objects.count(), row.closed_at) == (1, None)


def test_the_days_come_from_the_settings(settings) -> None:
    settings.HISTORY_RETENTION_DAYS = 7
    party = people.person()
    _attempt(party, 8)
    newest = _attempt(party, 6)
    retention.prune()
    assert _left(BeteiligteAttempt) == [newest.pk]


def test_a_pass_goes_on_where_the_last_portion_ended(monkeypatch) -> None:
    monkeypatch.setattr(retention, "ROWS_PER_PORTION", 3)
    party = people.person()
    for _ in range(7):
        _attempt(party, 100)
    newest = _attempt(party, 1)
    done = [retention.prune(portions=2).get("cbeteiligte.attempts", 0) for _ in range(4)]
    assert done[0] < 7
    assert sum(done) == 7
    assert _left(BeteiligteAttempt) == [newest.pk]
    assert checkpoints.value("retention")["pruned"] == {"cbeteiligte.attempts": 7}


def test_the_next_pass_begins_a_day_after_the_last_one_ended() -> None:
    retention.prune()
    party = people.person()
    _attempt(party, 100), _attempt(party, 0)
    assert retention.prune() == {}
    ended = (clock.now() - timedelta(hours=25)).isoformat()
    Checkpoint.objects.filter(pk="retention").update(value={"ended_at": ended, "pruned": {"messages": 4}})
    assert retention.prune() == {"cbeteiligte.attempts": 1}
    assert checkpoints.value("retention")["pruned"] == {"cbeteiligte.attempts": 1}


def test_the_single_parties_of_a_bulk_action_go_once_it_has_ended_long_ago() -> None:
    for days, ended in ((100, _ago(99)), (100, None), (10, _ago(9))):
        about = {"definition": "cbeteiligte", "act": "resync", "who": "otto", "total": 1}
        run = BulkRun.objects.create(**about, started_at=_ago(days), ended_at=ended)
        BulkItem.objects.create(run=run, party=1)
    retention.prune()
    assert [item.run.ended_at is None or item.run.started_at > _ago(90) for item in BulkItem.objects.all()] == [
        True
    ] * 2
