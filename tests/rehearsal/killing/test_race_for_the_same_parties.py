"""Two workers with sixteen threads each are after the same eight parties (rules 3): one writer at a time, always."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
from rq import Queue

from beteiligte.models import Beteiligte, BeteiligteAttempt
from syncconsole.models.attempt import Outcome
from syncconsole.work.queues import EVENTS, INTERACTIVE, SYNC_PARTIES
from tests.e2e.office import Office
from tests.platform.waiting import wait_until
from tests.rehearsal.sizes import size

pytestmark = pytest.mark.e2e

PARTIES, THREADS = 8, 16
ROUNDS = size(full=1000, sample=20)
MOST_WAITING = 4  # jobs; more would only make the queue longer, not the race harder
ROUNDS_PER_LOOK = 50
Parties = list[tuple[str, int]]


@pytest.fixture
def many_threads(office: Office) -> Office:
    """The office, whose two workers sync sixteen parties at a time each from now on."""
    office.ring.restart_workers(SYNC_CONCURRENCY=str(THREADS), ADVOWARE_MAX_IN_FLIGHT=str(THREADS))
    return office


def test_the_epochs_of_writes_never_go_down(many_threads: Office) -> None:
    office = many_threads
    parties = [office.linked() for _ in range(PARTIES)]
    writes = race(office, parties)
    office.wait_for_rest(*(espo_id for espo_id, _ in parties), seconds=60)
    for espo_id, number in parties:
        epochs = [int(call["epoch"]) for call in writes[espo_id]]
        assert all(before <= after for before, after in pairwise(epochs)), f"of {espo_id}: {epochs}"
        assert office.espocrm(espo_id)["firstName"] == office.advoware(number)["vorname"]
        assert office.espocrm(espo_id)["dateOfBirth"] == office.advoware(number)["geburtsdatum"][:10]
    assert sum(map(len, writes.values())) > ROUNDS
    attempts = BeteiligteAttempt.objects.filter(party__espo_id__in=dict(parties))
    assert not attempts.filter(outcome__in=(Outcome.RUNNING, Outcome.ABANDONED, Outcome.FAILED)).exists()
    for espo_id, _ in parties:
        spans = attempts.filter(party__espo_id=espo_id).order_by("epoch").values_list("started_at", "ended_at")
        assert all(first_end <= then for (_, first_end), (then, _) in pairwise(spans))


def race(office: Office, parties: Parties) -> dict[str, list[dict[str, Any]]]:
    """Let people edit and both workers run, round after round; all writes of runs by EspoCRM id, as they arrived."""
    chance, since = random.Random(8), office.mark()
    writes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for turn in range(1, ROUNDS + 1):
        edit_one(office, chance, parties, turn)
        let_both_workers_run(office, parties)
        if turn % ROUNDS_PER_LOOK == 0 or turn == ROUNDS:
            office.wait_for_rest(*(espo_id for espo_id, _ in parties), seconds=60)
            since = note_writes(office, since, writes)
    return writes


def edit_one(office: Office, chance: random.Random, parties: Parties, turn: int) -> None:
    """Somebody edits one party, in EspoCRM, in Advoware or in both."""
    espo_id, number = chance.choice(parties)
    if chance.random() < 0.7:
        office.edit_espocrm(espo_id, firstName=f"Dora {turn}")
    if chance.random() < 0.7:
        office.edit_advoware(number, geburtsdatum=f"19{turn % 90 + 10}-07-{turn % 28 + 1:02}")


def let_both_workers_run(office: Office, parties: Parties) -> None:
    """A new reason for every party, and jobs in which each stands twice, for both workers."""
    office.deliver(*({"id": espo_id, "firstName": "Dora"} for espo_id, _ in parties))
    pks = list(Beteiligte.objects.filter(espo_id__in=dict(parties)).values_list("pk", flat=True))
    with office.ring.redis() as redis:
        queues = [Queue(name, connection=redis) for name in (INTERACTIVE, EVENTS)]
        for queue in queues:
            queue.enqueue(SYNC_PARTIES, "cbeteiligte", pks * (THREADS // PARTIES), "webhook")
        wait_until(lambda: sum(queue.count for queue in queues) <= MOST_WAITING, 60)


def note_writes(office: Office, since: tuple[int, int], writes: dict[str, list[dict[str, Any]]]) -> tuple[int, int]:
    """Add the writes after the mark `since`; the new mark."""
    now = office.mark()
    owners = dict(BeteiligteAttempt.objects.values_list("pk", "party__espo_id"))
    espocrm, advoware = office.calls_of_runs(since)
    for call in sorted([*espocrm, *advoware], key=lambda call: call["monotonic"]):
        if call["method"] != "GET":
            writes[owners[int(call["attempt"])]].append(call)
    return now
