"""What one run knows of a party's entries and has done about them so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from kommunikation.acts import Act
from kommunikation.entries import AdvowareSide, EspoSide, Known, Policy
from kommunikation.pairs import Recorded
from kommunikation.plan import CommunicationPlan
from kommunikation.run.store import Stored
from syncconsole import clock
from syncconsole.run.state import Change, Run

# To be counted up with the planner: parties at rest are then planned once more.
PLANNED_BY = "1"


def policy_by(conflicts: str) -> Policy:
    """The office's settings; `conflicts` names the policy for what both sides have changed."""
    return Policy(conflicts, settings.PHONE_REGION)


@dataclass
class Sent:
    """One value on its way, and where to look for it afterwards: the pair's key and Advoware's entry."""

    change: Change
    key: str
    entry: int | None = None


@dataclass
class State:
    """`record` is what the database holds, or what the present transaction is about to store.

    `parts`, `sides`: both answers as planned on (`kommunikation.sides`). `plan` is None before the first, and while
    the party rests. `edited`: a person changed EspoCRM's record since the pairs were planned and stored. `known`:
    what was read of other parties in this run, `asked` which values were asked for. `arrived`: acts that were answered
    and not read back yet. `marks`: writes that only brought a marker up to date. `rests`: the last look found just
    what the last plan left. `must_read`: Advoware has moved, or something may have arrived there.
    `markers`: the remarks of those that were answered, by entry and the rowId it had before.
    `balked`: writes that Advoware would not take as they were (key, rowId). `taken`: the plan's record was taken up.
    """

    run: Run
    policy: Policy
    stored: Stored | None = None
    record: Recorded = field(default_factory=Recorded)
    parts: tuple[dict[str, Any], dict[str, Any]] = field(default_factory=lambda: ({}, {}))
    sides: tuple[EspoSide, AdvowareSide] = (EspoSide(None, None), AdvowareSide(None))
    plan: CommunicationPlan | None = None
    edited: bool = False
    edited_before: bool = False
    loaded: bool = False
    rests: bool = False
    must_read: bool = False
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    holders: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)
    arrived: list[Act] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    balked: set[tuple[str, str]] = field(default_factory=set)
    taken: bool = False
    rounds: int = 0
    marks: int = 0
    markers: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def planned_by(self) -> str:
        """Who planned: the planner's version and the settings that decide."""
        return f"{PLANNED_BY} {self.policy.conflicts} {self.policy.region} {self.policy.limit}"

    @property
    def posted(self) -> dict[str, datetime]:
        """When the POSTs of unknown outcome began, by key of the pair."""
        return self.stored.posted() if self.stored else {}

    @property
    def quiet(self) -> frozenset[str]:
        """The keys of those whose quarantine is over."""
        since = clock.now() - self.quarantine
        return frozenset(key for key, at in self.posted.items() if at <= since)

    @property
    def quarantine(self) -> timedelta:
        """How long an unanswered POST may still arrive."""
        return timedelta(seconds=self.run.settings.quarantine)
