"""The list can be narrowed to parties with an entry that one system holds and the other cannot get."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst

from beteiligte.models import Beteiligte
from kommunikation.admin import UnwritableEntriesFilter
from kommunikation.models import Kommunikation
from tests.admin import people

URL = reverse("admin:beteiligte_beteiligte_changelist")


def _two_parties() -> None:
    Kommunikation.objects.create(party=people.person(1), unwritable=2)
    Kommunikation.objects.create(party=people.company(2), unwritable=0)
    people.person(3, name="nie gelesen")


def test_only_parties_with_such_an_entry_are_shown(viewer: Client) -> None:
    _two_parties()
    shown = viewer.get(f"{URL}?show=all&unwritable=yes").context["cl"].result_list
    assert [party.name for party in shown] == ["Musterfrau, Erika"]


def test_without_the_filter_all_are_shown(viewer: Client) -> None:
    _two_parties()
    assert viewer.get(f"{URL}?show=all").context["cl"].result_count == 3


def test_it_stands_beside_the_list_and_leads_to_all_parties_not_only_open_ones(viewer: Client) -> None:
    page = viewer.get(URL).content.decode()
    assert capfirst(str(UnwritableEntriesFilter.title)) in page
    assert "?show=all&amp;unwritable=yes" in page or "?unwritable=yes&amp;show=all" in page


def test_an_unknown_choice_is_ignored(viewer: Client) -> None:
    _two_parties()
    assert viewer.get(f"{URL}?show=all&unwritable=nonsense").context["cl"].result_count == 3


def test_the_database_finds_them_by_their_index(db: None) -> None:
    _two_parties()
    chosen = UnwritableEntriesFilter(None, {"unwritable": ["yes"]}, Beteiligte, None)
    wanted = chosen.queryset(None, Beteiligte.objects.all())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # on so small a table it would rather read it all
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "kommunikation_unwritable" in wanted.explain()
