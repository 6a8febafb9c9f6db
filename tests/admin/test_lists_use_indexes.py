"""Where an office has a hundred thousand parties, a list reads an index and not the table."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from beteiligte.models import Beteiligte, BeteiligteConflict
from syncconsole.console import party_search
from tests.admin import people


@pytest.fixture(autouse=True)
def as_with_many_rows(db: None) -> None:
    """PostgreSQL reads a small table whole and sorts it, whatever indexes it has, unless that is dear."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")


def _plan(rows: Any) -> str:
    return str(rows.explain())


def test_the_search_for_the_beginning_of_a_name_uses_its_index() -> None:
    assert "beteiligte_begins" in _plan(party_search.find(Beteiligte.objects.all(), "Musterf"))


def test_the_search_for_a_number_uses_its_index() -> None:
    parties = Beteiligte.objects.filter(deleted_at__isnull=True)
    assert "beteiligte_one_open_link" in _plan(party_search.find(parties, "20418"))


@pytest.mark.parametrize("term", ["musterf", "MUSTERFRAU, E", "Musterfrau, Erika"])
def test_the_case_of_a_name_does_not_matter(term: str) -> None:
    party = people.person()
    people.company()
    assert list(party_search.find(Beteiligte.objects.all(), term)) == [party]


@pytest.mark.parametrize("term", ["%", "_usterfrau", "Muster%", "frau", "\\"])
def test_signs_of_a_pattern_mean_themselves(term: str) -> None:
    people.person()
    assert not party_search.find(Beteiligte.objects.all(), term).exists()


def test_settled_conflicts_are_read_in_their_order() -> None:
    settled = BeteiligteConflict.objects.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
    plan = _plan(settled.values_list("pk", flat=True)[:25])
    assert "beteiligteconflict_closed" in plan
    assert "sort" not in plan.lower()
    assert "temp b-tree" not in plan.lower()
