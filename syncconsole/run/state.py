"""What one run knows and has done so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from syncconsole import clock
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.calls import Call
from syncconsole.clients.espocrm import EspoClient
from syncconsole.registry import SyncDefinition
from syncconsole.run.entries import Entries, NoEntries
from syncconsole.run.lease import Lease
from syncconsole.run.questions import Questions
from syncconsole.run.settings import FRESH_SECONDS, RunSettings
from syncconsole.sync.errors import ADVOWARE, ESPOCRM, StaleReading
from syncconsole.sync.facts import Policy, Search
from syncconsole.sync.mapping import RecordMapping
from syncconsole.sync.readback import Sent
from syncconsole.sync.reasons import Reason
from syncconsole.sync.values import Pair, Seen


class Watch:
    """Ties each call to the lease and keeps the attempt's record of it (clients.calls.CallWatch).

    `starts_by`: the monotonic time by which a write on a fresh reading must have started; a wait for
    a free place or a token refresh in between may have taken longer.
    """

    def __init__(self, lease: Lease, attempt: int) -> None:
        self._lease = lease
        self.headers = {"X-Sync-Epoch": str(lease.epoch), "X-Sync-Attempt": str(attempt)}
        self.starts_by: float | None = None
        self.calls: list[Call] = []

    def before_call(self, seconds: float) -> None:
        """A call starts only if the lease outlives its deadline (rules 3). Raises LostLease or StaleReading."""
        self._lease.outlive(seconds)
        if self.starts_by is not None and clock.monotonic() > self.starts_by:
            raise StaleReading

    @contextmanager
    def writing_by(self, end: float) -> Iterator[None]:
        """Inside, no call starts after the monotonic time `end`. Raises StaleReading if it is over already."""
        self.starts_by = end
        if clock.monotonic() > end:
            self.starts_by = None
            raise StaleReading
        try:
            yield
        finally:
            self.starts_by = None

    def after_call(self, call: Call) -> None:
        """Keep it, in order."""
        self.calls.append(call)


@dataclass
class Reading:
    """One side as last read in this run. `at` is the monotonic start of that request, `received` that of its answer."""

    seen: Seen
    at: float
    received: float = field(default_factory=clock.monotonic)

    @property
    def fresh(self) -> bool:
        """Whether it is young enough to write on (rules 2.2)."""
        return clock.monotonic() - self.at <= FRESH_SECONDS


@dataclass
class Change:
    """One value sent by this run, for the history; `row` is its stored row once there is one."""

    side: str
    field: str
    before: str
    after: str
    rule: str
    result: str = "sent"
    row: Any = None


@dataclass
class Run:
    """One run over one party, from its claim to its record.

    `base` is the working copy of the last agreed pairs; `unsettled` what was sent and not yet read
    back, by side and field. `party` is the row as it was at the claim with what this run has learnt of it
    (number, answers, counters); `claimed` stays as it was, and `stored` follows what this run has written.
    `entries`: the party's phones and mails. `dry`: it only plans, for a preview; nothing is stored or counted.
    """

    definition: SyncDefinition
    mapping: RecordMapping
    policy: Policy
    settings: RunSettings
    party: Any
    claimed: Any
    attempt: Any
    intent: Any
    lease: Lease
    watch: Watch
    espo: EspoClient
    advoware: AdvoClient
    our_users: dict[str, str]
    shown_keys: dict[str, frozenset[str]]
    base: dict[str, Pair]
    stored: dict[str, Any]
    questions: Questions
    noted_seq: int
    entries: Entries = field(default_factory=NoEntries)
    unsettled: dict[str, dict[str, Sent]] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    search: Search | None = None
    holders: tuple[str, ...] | None = None
    missing: int | None = None
    missing_for_sure: bool = False
    left_out: set[str] = field(default_factory=set)
    dropped_bookkeeping: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)
    published: dict[str, Any] | None = None
    replans: int = 0
    refusals: int = 0
    one_by_one: bool = False
    revived: bool = True
    again: bool = False
    created: bool = False
    publishes_number: bool = False
    clears_number: bool = False
    was_stale: bool = False
    told: bool = False
    told_syncing: bool = False
    last_changed_at: datetime | None = None
    dry: bool = False

    @property
    def seen_espo(self) -> Seen | None:
        """EspoCRM's record as last read; None if it is deleted or was not read."""
        reading = self.readings.get(ESPOCRM)
        return reading.seen if reading else None

    @property
    def seen_advoware(self) -> Seen | None:
        """Advoware's record as last read; None if the party has none or it was not read."""
        reading = self.readings.get(ADVOWARE)
        return reading.seen if reading else None

    def note_stale(self) -> None:
        """A reading was too old to be written on; if that happens again and again, the run ends as one that moved."""
        self.replans += self.was_stale
        self.was_stale = True

    def forget_link(self) -> None:
        """The base belongs to another record: start from nothing."""
        self.base.clear()
        self.unsettled.clear()
