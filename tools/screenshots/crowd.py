"""The other parties of the office, their attempts and one bulk action: rows only, nobody looks at them singly."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from redis import Redis
from rq import Worker
from rq.utils import utcformat

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteChange, BeteiligteConflict
from syncconsole.models import BulkItem, BulkRun, Checkpoint
from tools.screenshots.standing_clock import MORNING

PARTIES, REVIEWED, RETRIED, NEW = 1200, 37, 6, 3
# Attempts per hour of the last day, the oldest hour first.
HOURS = (104, 93, 60, 44, 84, 100, 81, 61, 28, 24, 15, 9, 8, 11, 10, 7, 7, 6, 11, 10, 7, 21, 62, 116)
TIMEOUT = {"code": "timeout", "params": {"system": "advoware", "seconds": 30}}
SHORT, LONG = "GmbH & Co KG", "GmbH & Co. KG"
FIRST_NAMES = ("Anna", "Bernd", "Clara", "David", "Emma", "Frank", "Greta", "Hans", "Ida", "Jonas", "Karla", "Ludwig")
LAST_NAMES = ("Beispiel", "Muster", "Probe", "Vorlage", "Exempel", "Testmann", "Mustermann", "Beispielhausen")


def fill() -> BulkRun:
    """Write them all; the bulk action that is under way."""
    Beteiligte.objects.bulk_create([_party(index) for index in range(PARTIES)])
    parties = list(Beteiligte.objects.filter(espo_id__startswith="6b07").order_by("pk"))
    BeteiligteConflict.objects.bulk_create([_reviewed(party) for party in parties[:REVIEWED]])
    _attempts(parties)
    _regular_work()
    return _bulk_run(parties[REVIEWED + RETRIED + NEW :])


def staff() -> User:
    """Anna, who may do everything that the pictures show, and has done something already."""
    user = User.objects.create_superuser("anna", first_name="Anna", last_name="Beispiel")
    reset = list(Beteiligte.objects.filter(espo_id__startswith="6b07", sync_status="clean")[:6])
    LogEntry.objects.log_actions(user.pk, reset, CHANGE, "Versuche zurückgesetzt.")
    LogEntry.objects.update(action_time=MORNING - timedelta(hours=17))
    return user


def workers(redis: Redis) -> None:
    """Two workers, heard of just now."""
    for _ in range(2):
        worker = Worker(["events"], connection=redis)
        worker.register_birth()
        redis.hset(worker.key, "last_heartbeat", utcformat(MORNING - timedelta(seconds=4)))


def _party(index: int) -> Beteiligte:
    name = f"{LAST_NAMES[index % len(LAST_NAMES)]}, {FIRST_NAMES[index % len(FIRST_NAMES)]}"
    seen = MORNING - timedelta(seconds=30 + 20 * index)
    row: dict[str, Any] = {"handled_seq": 1, "sync_status": "clean", "last_compared_at": seen, "changed_at": seen}
    if index < REVIEWED:
        name = f"{LAST_NAMES[index % len(LAST_NAMES)]} {index + 1} {LONG}"
        row |= {"sync_status": "conflict", "has_questions": True}
    elif index < REVIEWED + RETRIED:
        due = MORNING + timedelta(minutes=2 + 7 * (index - REVIEWED))
        row |= {"sync_status": "failed", "failures": 2, "error": TIMEOUT, "error_class": "transient", "due_at": due}
    elif index < REVIEWED + RETRIED + NEW:
        changed = MORNING - timedelta(seconds=40 * (index - REVIEWED - RETRIED))
        row |= {"sync_status": "dirty", "handled_seq": 0, "changed_at": changed}
    kind = "company" if index < REVIEWED else "person"
    return Beteiligte(espo_id=f"6b07{index:013d}", number=30_000 + index, name=name, kind=kind, **row)


def _reviewed(party: Beteiligte) -> BeteiligteConflict:
    kept = [{"side": "advoware", "value": SHORT, "author": "MK", "at": party.changed_at.isoformat()}]
    return BeteiligteConflict(
        party=party,
        field="rechtsform",
        kind="review",
        rule="both_changed_policy",
        base="KG",
        value_espo=LONG,
        value_advoware=SHORT,
        kept=kept,
        opened_at=party.changed_at,
    )


def _attempts(parties: list[Beteiligte]) -> None:
    rows = []
    for ago, count in enumerate(reversed(HOURS)):
        hour, party = MORNING - timedelta(hours=ago), cycle(parties[len(rows) % len(parties) :])
        rows += [_attempt(next(party), hour, number, count) for number in range(count)]
    BeteiligteAttempt.objects.bulk_create(sorted(rows, key=lambda row: row.started_at))


def _attempt(party: Beteiligte, hour: datetime, number: int, count: int) -> BeteiligteAttempt:
    outcome = "failed" if number % 40 == 39 else "written" if number % 3 == 0 else "equal"
    return _attempt_of(party, hour - timedelta(seconds=number * 3000 / count), outcome)


def _attempt_of(party: Beteiligte, started: datetime, outcome: str) -> BeteiligteAttempt:
    carried = {"code": "carried", "params": {"to_advoware": 1, "to_espocrm": 0}} if outcome == "written" else None
    error = {"error": TIMEOUT, "error_class": "transient"} if outcome == "failed" else {}
    ended = started + timedelta(milliseconds=800)
    about = {"trigger": "webhook", "started_at": started, "ended_at": ended, "outcome": outcome, "decision": carried}
    return BeteiligteAttempt(party=party, epoch=1, **about, **error)


def _regular_work() -> None:
    since = {"since": (MORNING - timedelta(minutes=11)).isoformat()}
    ago = {"sweep": (420, {}), "tick": (12, {}), "scheduler": (12, {}), "same": (12, since)}
    for name, (seconds, value) in ago.items():
        row = {"at": MORNING - timedelta(seconds=seconds), "value": value}
        Checkpoint.objects.update_or_create(name=name, defaults=row)


def _bulk_run(parties: list[Beteiligte]) -> BulkRun:
    about = {"definition": "cbeteiligte", "act": "resync", "who": "anna", "why": "nach der Datenübernahme"}
    begun = MORNING - timedelta(seconds=200)
    run = BulkRun.objects.create(
        **about, token=uuid.UUID(int=7), total=len(parties), started_at=begun, beat_at=MORNING, whole_filter=True
    )
    BulkItem.objects.bulk_create([_item(run, party, number) for number, party in enumerate(parties)])
    return run


def _item(run: BulkRun, party: Beteiligte, number: int) -> BulkItem:
    done, running = 742, 16
    if number >= done:
        return BulkItem(run=run, party=party.pk, state="taken" if number < done + running else "waiting")
    state, detail = ("written", "to_advoware") if number % 11 == 0 else ("equal", "")
    if number % 97 == 96:
        state, detail = "retry", "timeout"
    ended = MORNING - timedelta(seconds=200 - number * 200 / done)
    attempt = None if state == "equal" else _noted(party, state, ended).pk
    return BulkItem(run=run, party=party.pk, state=state, detail=detail, ended_at=ended, attempt=attempt)


def _noted(party: Beteiligte, state: str, ended: datetime) -> BeteiligteAttempt:
    attempt = _attempt_of(party, ended - timedelta(seconds=1), "written" if state == "written" else "failed")
    attempt.save()
    if state == "written":
        change = {"side": "advoware", "field": "firstName", "before": "Ann", "after": "Anne", "result": "arrived"}
        BeteiligteChange.objects.create(party=party, attempt=attempt, rule="espocrm_changed", at=ended, **change)
    return attempt
