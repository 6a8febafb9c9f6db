"""Two workers on one party: never two writers at a time (rules 3), by the request logs of both systems."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from rq import Queue

from beteiligte.models import BeteiligteAttempt
from syncconsole.models.attempt import Outcome
from syncconsole.work.queues import EVENTS, INTERACTIVE, SYNC_PARTIES
from tests.e2e.office import Office
from tests.e2e.ring import WORKERS
from tests.platform.waiting import wait_until

pytestmark = pytest.mark.e2e

TURNS = 6


def test_two_workers_on_one_party_are_never_two_writers(office):
    espo_id, number = office.linked()
    with office.slow(0.02):
        for turn in range(TURNS):
            runs = office.party(espo_id).attempts.count()
            office.edit_espocrm(espo_id, firstName=f"Dora {turn}")
            office.edit_advoware(number, geburtsdatum=f"1971-07-{10 + turn}")
            office.deliver({"id": espo_id, "firstName": f"Dora {turn}"})
            fill_both_queues(office, espo_id)
            wait_until(lambda runs=runs: office.party(espo_id).attempts.count() > runs)
        office.wait_for_rest(espo_id, seconds=30)
    last = f"Dora {TURNS - 1}"
    assert (office.advoware(number)["vorname"], office.espocrm(espo_id)["firstName"]) == (last, last)
    assert all(f"again: {espo_id}" in office.ring.logs()[name] for name in WORKERS)

    attempts = list(office.party(espo_id).attempts.order_by("epoch"))
    assert len(attempts) > TURNS
    assert Outcome.ABANDONED not in {attempt.outcome for attempt in attempts}
    assert all(first.ended_at <= then.started_at for first, then in pairwise(attempts))
    log = writes(office.calls(espo_id))
    for attempt in attempts:
        while_it_ran = [call for call in log if is_within(call, attempt)]
        assert methods(while_it_ran) == methods(writes(attempt.calls))
    assert len(log) == sum(len(writes(attempt.calls)) for attempt in attempts)


def writes(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The calls that change the party; its first one, a POST, does not name it yet."""
    return [call for call in calls if call["method"] in ("PUT", "PATCH")]


def methods(calls: list[dict[str, Any]]) -> list[str]:
    return [call["method"] for call in calls]


def fill_both_queues(office: Office, espo_id: str) -> None:
    """Four jobs at once for one party, more than both workers can take."""
    pk = office.party(espo_id).pk
    with office.ring.redis() as redis:
        for name in (INTERACTIVE, EVENTS) * 2:
            Queue(name, connection=redis).enqueue(
                SYNC_PARTIES, "cbeteiligte", [pk], "webhook", description=f"again: {espo_id}"
            )


def is_within(call: dict[str, Any], attempt: BeteiligteAttempt) -> bool:
    """Whether the call arrived while the attempt ran; the log has thousandths of a second."""
    begun = attempt.started_at.replace(microsecond=attempt.started_at.microsecond // 1000 * 1000)
    return begun <= datetime.fromisoformat(call["time"]) <= attempt.ended_at
