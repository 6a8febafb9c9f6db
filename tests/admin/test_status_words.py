"""A party carries exactly one status word, derived from its row (design, status words)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole.console import badges, facets
from syncconsole.console.badges import Badge, badge
from tests.admin import people
from tests.admin.people import NOON

pytestmark = pytest.mark.django_db

TIMEOUT = {"code": "timeout", "params": {"system": "advoware", "seconds": 30}}
HOLD = {"code": "choose_match", "params": {"count": 3}, "candidates": [1, 2, 3]}

LOST = {"advoware": {"lastName": ["a", "b", "a"]}}  # sent, and the answer never came

WORDS: list[tuple[str, dict[str, Any], Badge, str]] = [
    ("clean", {}, badges.IN_SYNC, "in_sync"),
    ("dirty", {}, badges.CHANGED, "under_way"),
    ("pending_sync", {}, badges.NEW, "under_way"),
    ("syncing", {}, badges.RUNNING, "under_way"),
    ("failed", {"due_at": NOON, "unsettled": LOST}, badges.CHECKING, "will_retry"),
    ("clean", {"waits_for": "advoware"}, badges.WAITING, "waiting"),
    ("clean", {"paused_at": NOON}, badges.PAUSED, "paused"),
    ("clean", {"deleted_at": NOON}, badges.DELETED, "deleted"),
    ("failed", {"due_at": NOON, "error": TIMEOUT}, badges.WILL_RETRY, "will_retry"),
    ("conflict", {}, badges.TO_REVIEW, "to_review"),
    ("failed", {"hold": HOLD, "held_whole": True}, badges.DECISION, "needs_you"),
    ("failed", {"error": TIMEOUT, "error_class": "needs_person"}, badges.REJECTED, "needs_you"),
    ("failed", {"gone_at": NOON}, badges.GONE, "needs_you"),
    ("permanently_failed", {"given_up": True, "due_at": NOON}, badges.GIVEN_UP, "needs_you"),
]


@pytest.mark.parametrize(("status", "columns", "word", "facet"), WORDS)
def test_the_row_gives_the_word_and_the_facet(status: str, columns: dict[str, Any], word: Badge, facet: str) -> None:
    party = people.person(sync_status=status, **columns)
    assert badge(party) == word
    found = [name for name, condition in facets.conditions(DEFINITION).items() if _is_in(condition)]
    assert [name for name in found if name not in ("open", "all")] == [facet]


def test_a_held_conflict_is_a_conflict_that_needs_you() -> None:
    party = people.person()
    people.held_conflict(party)
    assert badge(party) == badges.CONFLICT
    assert _is_in(facets.conditions(DEFINITION)["needs_you"])


def test_words_come_with_an_icon_and_never_by_colour_alone() -> None:
    html = str(badge(people.person()))
    assert "<svg" in html
    assert "Gleich" in html


def test_the_tiles_add_up_to_all_parties() -> None:
    for number, (status, columns, _, _) in enumerate(WORDS):
        people.person(30000 + number, sync_status=status, **columns)
    counted = facets.counts(DEFINITION)
    parts = ("needs_you", "to_review", "will_retry", "under_way", "waiting", "paused", "in_sync")
    assert sum(counted[name] for name in parts) == counted["all"] == len(WORDS) - 1


def _is_in(condition: Any) -> bool:
    return Beteiligte.objects.filter(condition).exists()
