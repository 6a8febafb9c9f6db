"""Workers die by `kill -9` all through a batch of creates (rules 1.4 and 3): nobody is doubled, and nobody is lost."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteIntent
from syncconsole.models import SystemState
from syncconsole.models.attempt import Outcome
from tests.e2e.office import Office
from tests.platform.waiting import wait_until
from tests.rehearsal.killing.creates import SLOW, kill_workers, late_posts, newcomers, posts_by_party
from tests.rehearsal.sizes import size

pytestmark = pytest.mark.e2e

CREATES = size(full=200, sample=12)
KILLS = size(full=50, sample=2)
FEWEST_KILLS = size(full=KILLS, sample=1)  # a sample may be done before the last of its kills
NAMESAKES = 10
KILLS_OF_NAMESAKES = size(full=10, sample=2)
PATIENCE = size(full=600, sample=180)  # seconds for everything to come to rest


def created_under_kills(
    office: Office, parties: dict[str, str], kills: int, seed: int, *, fewest: int = FEWEST_KILLS
) -> tuple[int, int]:
    """Announce the parties, kill workers while they are created, and wait until all is at rest; the mark before."""
    since = office.mark()
    with office.slow(SLOW), office.advoware_faults(*late_posts(len(parties), seed)):
        office.announce()
        assert kill_workers(office, parties, kills, seed) >= fewest
        office.ring.sweep()
        wait_until(lambda: nothing_is_left_to_do(office, parties), PATIENCE)
    return since


def nothing_is_left_to_do(office: Office, parties: dict[str, str]) -> bool:
    """Now, and without a retry that is still to come."""
    return office.at_rest(*parties) and not rows(parties).exclude(due_at=None).exists()


def rows(parties: dict[str, str]) -> Any:
    return Beteiligte.objects.filter(espo_id__in=parties)


def assert_nothing_is_left_behind() -> None:
    assert not BeteiligteAttempt.objects.filter(outcome=Outcome.RUNNING).exists()
    assert not Beteiligte.objects.filter(lease_until__isnull=False).exists()


def test_with_a_search_every_party_ends_as_one_record_and_nobody_is_asked(office: Office) -> None:
    office.let_advoware_search()
    SystemState.objects.update(search_proof={})
    parties = newcomers(office, CREATES, "Gefunden")
    since = created_under_kills(office, parties, KILLS, seed=1)

    assert sorted(name for name in office.names_in_advoware() if "Gefunden" in name) == sorted(parties.values())
    assert set(posts_by_party(office, since).values()) == {1}
    assert set(rows(parties).values_list("sync_status", "failures", "hold")) == {("clean", 0, None)}
    assert not BeteiligteIntent.objects.filter(closed_at=None).exists()
    assert_nothing_is_left_behind()


def test_without_a_search_exactly_the_creates_of_unknown_outcome_wait_for_a_person(office: Office) -> None:
    office.let_advoware_search(works=False)
    SystemState.objects.update(search_proof={})
    parties = newcomers(office, CREATES, "Ungesucht")
    since = created_under_kills(office, parties, KILLS, seed=2)

    posts = posts_by_party(office, since)
    held = {party.espo_id for party in rows(parties) if party.hold}
    unknown = set(BeteiligteIntent.objects.filter(closed_at=None).values_list("party__espo_id", flat=True))
    broken_off = BeteiligteAttempt.objects.filter(outcome__in=(Outcome.ABANDONED, Outcome.FAILED))
    assert held == unknown <= set(broken_off.values_list("party__espo_id", flat=True))
    assert {party.hold["code"] for party in rows(parties) if party.hold} == {"create_unknown"}
    assert set(rows(parties).exclude(espo_id__in=held).values_list("sync_status", "failures")) == {("clean", 0)}
    assert {posts[espo_id] for espo_id in parties if espo_id not in held} == {1}
    assert {posts[espo_id] for espo_id in held} <= {0, 1}  # 0: it was killed after its intent and before its POST
    assert_nothing_is_left_behind()


def test_ten_of_the_same_name_may_be_held_and_are_never_doubled(office: Office) -> None:
    office.let_advoware_search()
    SystemState.objects.update(search_proof={})
    name = "Zehnling Bau GmbH"
    parties = {office.create_company(name): name for _ in range(NAMESAKES)}
    since = created_under_kills(office, parties, KILLS_OF_NAMESAKES, seed=3, fewest=1)

    posts = posts_by_party(office, since)
    assert set(posts.values()) == {1}
    assert len([one for one in office.names_in_advoware() if one == name]) == sum(posts[one] for one in parties)
    numbers = [number for number in rows(parties).values_list("number", flat=True) if number]
    assert len(numbers) == len(set(numbers))
    for party in rows(parties):
        assert party.hold or (party.number and party.sync_status == "clean")
    assert_nothing_is_left_behind()
