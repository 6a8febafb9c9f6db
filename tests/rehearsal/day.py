"""A day in virtual time: deliveries come in, a worker works them off, tick and sweep come as often as they should."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redis import Redis

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole.management.waiting import busy
from syncconsole.models import Message
from syncconsole.regular import alarms, outbox
from syncconsole.regular.sweep import sweep
from syncconsole.regular.tick import tick
from syncconsole.sandbox import demo
from tests.flow.conftest import queued, work_off
from tests.flow.deliveries import deliver, signature
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock

TICK_SECONDS, SWEEP_SECONDS = 30, 900


@dataclass
class Day:
    """The office's people, and the console's regular work in their time."""

    office: Office
    redis: Redis
    clock: MovableClock
    ticks: int = 0
    swept_at: float = 0.0

    def linked(self, count: int) -> list[tuple[str, int]]:
        """So many parties, of different names, that are in sync: their ids and numbers."""
        espo_ids = [self.office.person_in_espocrm(firstName=f"Max {number}") for number in range(count)]
        self.announce(espo_ids, "create")
        self.work_off()
        return [(espo_id, self.number(espo_id)) for espo_id in espo_ids]

    def number(self, espo_id: str) -> int:
        """The party's number in Advoware."""
        number = self.office.party(espo_id).number
        assert number is not None
        return number

    def announce(self, espo_ids: Sequence[str], event: str = "update") -> None:
        """EspoCRM delivers one edit of each of these parties; the values in it are never used."""
        webhook, secret = demo.WEBHOOKS[event]
        body = json.dumps([{"id": espo_id, "firstName": "Max"} for espo_id in espo_ids]).encode()
        assert deliver(body, event, Signature=signature(body, webhook, secret)).status_code == 200

    def work_off(self) -> None:
        """A worker does what is queued."""
        if queued(self.redis):
            work_off(self.redis)

    def pass_time(self, seconds: float, *, tick_every: int = TICK_SECONDS) -> None:
        """Let this time pass, with its ticks and sweeps and a worker that is always quick.

        A longer `tick_every` leaves out ticks of a time in which each would only find the same.
        """
        for _ in range(round(seconds / tick_every)):
            self.clock.advance(tick_every)
            self.ticks += 1
            tick(DEFINITION)
            if self.clock.moved - self.swept_at >= SWEEP_SECONDS:
                self.swept_at = self.clock.moved
                sweep(DEFINITION)
            self.work_off()
            alarms.look()  # after the work: to RQ, which has a clock of its own, each job would seem hours old
            outbox.post_due()

    def at_rest(self, espo_ids: Iterable[str]) -> bool:
        """Whether none of these parties has anything left to do."""
        return not busy(DEFINITION, list(Beteiligte.objects.filter(espo_id__in=espo_ids).values_list("pk", flat=True)))

    def told(self) -> list[str]:
        """The codes of all messages to staff, in order."""
        return list(Message.objects.order_by("id").values_list("code", flat=True))
