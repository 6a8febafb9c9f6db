"""`syncStatus` follows from facts, in one order of precedence (rules 4)."""

from __future__ import annotations

from itertools import combinations

import pytest

from syncconsole.sync.states import Standing, SyncStatus, published_status, shown_status

# Each fact with the status that it alone gives, the strongest first.
PRECEDENCE: list[tuple[dict[str, bool], SyncStatus]] = [
    ({"running": True}, SyncStatus.SYNCING),
    ({"ever_run": False}, SyncStatus.PENDING_SYNC),
    ({"unhandled": True}, SyncStatus.DIRTY),
    ({"given_up": True}, SyncStatus.PERMANENTLY_FAILED),
    ({"open_error": True}, SyncStatus.FAILED),
    ({"held_whole": True}, SyncStatus.FAILED),
    ({"to_review": True}, SyncStatus.CONFLICT),
    ({}, SyncStatus.CLEAN),
]
ONLY_IN_THE_CONSOLE = {SyncStatus.SYNCING, SyncStatus.PENDING_SYNC, SyncStatus.DIRTY}


@pytest.mark.parametrize(("fact", "status"), PRECEDENCE)
def test_each_fact_alone_gives_its_status(fact: dict[str, bool], status: SyncStatus) -> None:
    assert shown_status(Standing(**fact)) == status


@pytest.mark.parametrize(("stronger", "weaker"), list(combinations(PRECEDENCE, 2)))
def test_of_two_facts_the_stronger_one_shows(
    stronger: tuple[dict[str, bool], SyncStatus], weaker: tuple[dict[str, bool], SyncStatus]
) -> None:
    assert shown_status(Standing(**stronger[0] | weaker[0])) == stronger[1]


@pytest.mark.parametrize(("fact", "status"), PRECEDENCE)
def test_espocrm_gets_what_lies_below_the_consoles_own_three(fact: dict[str, bool], status: SyncStatus) -> None:
    expected = SyncStatus.CLEAN if status in ONLY_IN_THE_CONSOLE else status
    assert published_status(Standing(**fact)) == expected


@pytest.mark.parametrize("above", [{"running": True}, {"ever_run": False}, {"unhandled": True}])
def test_espocrm_never_gets_syncing_pending_or_dirty(above: dict[str, bool]) -> None:
    for below, status in PRECEDENCE[3:]:
        assert published_status(Standing(**above | below)) == status


def test_the_words_are_those_of_espocrms_field() -> None:
    assert {str(status) for status in SyncStatus} == {
        "clean", "dirty", "pending_sync", "syncing", "failed", "conflict", "permanently_failed",
    }  # fmt: skip
