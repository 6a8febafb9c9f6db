"""What a party's page knows of its entries: both sides as last read, the pairs, and what a sync would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings

from kommunikation import sides
from kommunikation.entries import CHANNELS, AdvowareSide, EspoSide, Facts, Policy
from kommunikation.forms import comparison_form
from kommunikation.models import Kommunikation
from kommunikation.pairs import Recorded
from kommunikation.places import Place, read_places
from kommunikation.plan import CommunicationPlan, plan
from kommunikation.run import store
from kommunikation.run.look import owns
from kommunikation.run.state import policy_by
from syncconsole import clock, policies
from syncconsole.console.badges import open_conflicts
from syncconsole.run.questions import Questions
from syncconsole.sync.link import ENTRIES_REMOVED


@dataclass(frozen=True)
class Reading:
    """`record`: the pairs as stored. `plan`: a run's own plan on these values, None if there was no run.

    `asked`: open questions by the entry's name (`phone:3`). `facts.quiet`: pairs whose lost POST is planned anew.
    """

    espo: EspoSide
    advoware: AdvowareSide
    record: Recorded
    facts: Facts
    policy: Policy
    asked: Mapping[str, Any] = field(default_factory=dict)
    plan: CommunicationPlan | None = None

    @property
    def places(self) -> dict[int, Place]:
        """Advoware's entries by id."""
        return read_places(self.advoware, self.record, self.policy)

    def planned(self) -> CommunicationPlan:
        """The workers' own plan on these values: what a sync would do if both sides are still as they were read."""
        return self.plan or plan(self.record, self.espo, self.advoware, self.facts, self.policy)


def reading_of(party: Any) -> Reading | None:
    """What is stored of the party's entries, in at most five queries; None if a run has never read them."""
    stored = store.Stored.of(party.pk)
    whole = stored.whole
    if whole is None or not (whole.espo or whole.advoware):
        return None
    record = stored.record(party.number)
    espo, advoware = sides.espo_side(whole.espo), _advoware_side(whole, party.number)
    policy = policy_by(policies.in_force())
    asked = {row.field: row for row in open_conflicts(party) if owns(row.field)}
    facts = _facts(party, stored, espo, advoware, policy.region)
    return Reading(espo, advoware, record, facts, policy, asked)


def _advoware_side(whole: Kommunikation, number: int | None) -> AdvowareSide:
    """What Advoware showed of this number; of another one nothing is known."""
    return sides.advoware_side(whole.advoware) if whole.number == number else AdvowareSide(None)


def _facts(party: Any, stored: store.Stored, espo: EspoSide, advoware: AdvowareSide, region: str) -> Facts:
    own = store.known_of(espo, region)
    forms = [form for _, form in own]
    forms += [comparison_form(name, one.tlf, region) for one in advoware.entries or () for name in CHANNELS]
    around = store.neighbours(party.pk, forms)
    wishes = Questions.load(party.conflicts.model, party).decisions()
    return Facts(
        shared=around.shared,
        known=around.known | own,
        approved=frozenset(filter(None, [party.answers.get(ENTRIES_REMOVED)])),
        quiet=_quiet(stored),
        decisions={name.partition(":")[2]: wish for name, wish in wishes.items() if owns(name)},
    )


def _quiet(stored: store.Stored) -> frozenset[str]:
    since = clock.now() - timedelta(seconds=settings.SYNC_CREATE_QUARANTINE_SECONDS)
    return frozenset(key for key, at in stored.posted().items() if at <= since)
