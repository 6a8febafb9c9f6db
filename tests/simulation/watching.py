"""The promises that can be looked at after every step, straight from the console's tables (I10, I11, I12)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from tests.simulation import faults
from tests.simulation.entries import EntryPeople
from tests.simulation.history import History
from tests.simulation.links import follow
from tests.simulation.network import Network
from tests.simulation.people import People

MOST_FAILURES = 5
SYSTEM_DOWN = (faults.REFUSED, faults.TIMEOUT_BEFORE, faults.UNAVAILABLE, faults.LIMITED, faults.REDIRECTED)
PARTIES = "SELECT espo_id, number, failures, deleted_at, gone_at, base, id, unsettled FROM beteiligte_beteiligte"
ENTRIES = (
    "SELECT p.espo_id, e.id, e.base FROM kommunikation_entrypair e JOIN beteiligte_beteiligte p ON p.id = e.party_id"
)
ATTEMPTS = "SELECT outcome, calls FROM beteiligte_beteiligteattempt WHERE party_id = %s AND id > %s"
NEWEST = "SELECT COALESCE(MAX(id), 0) FROM beteiligte_beteiligteattempt"


class Watch:
    """Looks again and again, and keeps what it finds `broken`."""

    def __init__(self, people: People, entries: EntryPeople, history: History, network: Network) -> None:
        self._people, self._entries, self._history, self._network = people, entries, history, network
        self.broken: list[str] = []
        self._changes = -1
        self._bases: dict[Any, str] = {}
        self._failures: dict[str, int] = {}
        self._newest = 0
        self._down: dict[str, tuple[str, float]] = {}

    def look(self) -> None:
        """Look at everything that may have moved since the last time."""
        self._history.note_all()
        changes = connection.connection.total_changes
        if changes != self._changes:
            self._changes = changes
            rows = _rows(PARTIES)
            follow(self._people, self._entries, {row[0]: row[1] for row in rows})
            self.broken += [*self._retries(rows), *self._losses(rows), *self._agreed(rows)]
            ((self._newest,),) = _rows(NEWEST)
        self._down = self._systems_down()

    def _systems_down(self) -> dict[str, tuple[str, float]]:
        """The outages of now that make a system down (rules 4), not only one party's calls fail."""
        now, outages = self._network.scheduler.clock.seconds, self._network.faults.outages
        return {name: (kind, end) for name, (kind, end) in outages.items() if kind in SYSTEM_DOWN and now < end}

    def _retries(self, rows: list[tuple[Any, ...]]) -> Iterator[str]:
        """I10: at most five failures are counted, and none in an outage."""
        still_down = self._systems_down()
        throughout = {name for name, outage in self._down.items() if still_down.get(name) == outage}
        for espo_id, _, failures, _, _, _, pk, _ in rows:
            before = self._failures.get(espo_id, 0)
            if failures > before and failures > MOST_FAILURES:
                yield f"I10: {espo_id} counts {failures} failures"
            if failures > before and any(self._only_met(system, pk) for system in throughout):
                yield f"I10: {espo_id} counts a failure, although {throughout} was down all the time"
            self._failures[espo_id] = failures

    def _only_met(self, system: str, pk: int) -> bool:
        """Whether every attempt of the party since the last look met that system, and nothing else that failed."""
        attempts = [(outcome, json.loads(calls)) for outcome, calls in _rows(ATTEMPTS, pk, self._newest)]
        failed = [calls for outcome, calls in attempts if outcome == "failed"]
        return bool(failed) and all(_failed_only(system, calls) for calls in failed)

    def _losses(self, rows: list[tuple[Any, ...]]) -> Iterator[str]:
        """I12: nobody is recorded as deleted or gone who never was."""
        parties = {party.espo_id: party for party in self._people.parties}
        for espo_id, _, _, deleted_at, gone_at, *_ in rows:
            if deleted_at and not parties[espo_id].ever_deleted:
                yield f"I12: {espo_id} stands in EspoCRM and is called deleted"
            if gone_at and not parties[espo_id].gone:
                yield f"I12: {espo_id} was never deleted in Advoware and is called gone"

    def _agreed(self, rows: list[tuple[Any, ...]]) -> Iterator[str]:
        """I11: what is called agreed was held by both sides."""
        for espo_id, _, _, _, _, base, _, unsettled in rows:
            self._history.note_announced(espo_id, json.loads(unsettled))
            if self._is_new(espo_id, base):
                yield from self._history.fields_broken(espo_id, json.loads(base))
        for espo_id, pk, base in _rows(ENTRIES):
            if self._is_new(pk, base):
                yield from self._history.entry_broken(espo_id, json.loads(base))

    def _is_new(self, key: Any, base: str) -> bool:
        before, self._bases[key] = self._bases.get(key), base
        return before != base


def _failed_only(system: str, calls: list[dict[str, Any]]) -> bool:
    """Whether calls to `system` failed, and no other call did."""
    bad = {call["system"] for call in calls if not call["status"] or call["status"] >= 300}
    return bad == {system}


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall())
