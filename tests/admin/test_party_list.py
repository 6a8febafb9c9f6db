"""The list opens on what is open, who needs a person first; it finds by number, id and beginning of the name."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin import people
from tests.admin.people import NOON

URL = reverse("admin:beteiligte_beteiligte_changelist")
HOLD = {"code": "choose_match", "params": {"count": 3}, "candidates": [1, 2, 3]}
TIMEOUT = {"code": "timeout", "params": {"system": "advoware", "seconds": 30}}


def _names(client: Client, query: str = "") -> list[str]:
    return [party.name for party in client.get(f"{URL}{query}").context["cl"].result_list]


def test_it_opens_on_the_open_parties(viewer: Client) -> None:
    people.person()
    people.company(sync_status="failed", hold=HOLD, held_whole=True)
    page = viewer.get(URL)
    assert [party.name for party in page.context["cl"].result_list] == ["Beispiel GmbH"]
    assert "<strong>1</strong> Beteiligter ist offen" in page.content.decode()


def test_who_needs_a_person_comes_first_and_the_oldest_among_them(viewer: Client) -> None:
    people.person(1, name="wird wiederholt", sync_status="failed", due_at=NOON, error=TIMEOUT)
    people.person(2, name="braucht Sie, neu", sync_status="permanently_failed", changed_at=NOON)
    people.person(3, name="braucht Sie, alt", sync_status="permanently_failed", changed_at=NOON - timedelta(days=1))
    assert _names(viewer) == ["braucht Sie, alt", "braucht Sie, neu", "wird wiederholt"]


def test_chips_lead_to_the_other_facets(viewer: Client) -> None:
    people.person()
    people.company(sync_status="dirty")
    assert _names(viewer, "?show=in_sync") == ["Musterfrau, Erika"]
    assert _names(viewer, "?show=under_way") == ["Beispiel GmbH"]
    assert len(_names(viewer, "?show=all")) == 2


def test_an_unknown_chip_is_ignored(viewer: Client) -> None:
    people.company(sync_status="failed", hold=HOLD, held_whole=True)
    assert _names(viewer, "?show=nonsense") == ["Beispiel GmbH"]


def test_it_finds_by_number_id_and_beginning_of_the_name(viewer: Client) -> None:
    people.person(20418)
    people.company(10112)
    for term in ("20418", "betnr:20418", people.espo_id(20418), "musterf"):
        assert _names(viewer, f"?show=all&q={term}") == ["Musterfrau, Erika"], term
    assert _names(viewer, "?show=all&q=frau") == []


def test_a_number_that_no_column_can_hold_finds_nothing(viewer: Client) -> None:
    people.person()
    assert _names(viewer, "?show=all&q=99999999999999999999") == []


def test_the_header_search_opens_the_only_hit(viewer: Client) -> None:
    party = people.person(20418)
    answer = viewer.get(reverse("admin:beteiligte_beteiligte_find"), {"q": "20418"})
    assert answer.headers["Location"] == reverse("admin:beteiligte_beteiligte_change", args=[party.pk])


def test_the_header_search_lists_several_hits(viewer: Client) -> None:
    people.person(1)
    people.person(2)
    answer = viewer.get(reverse("admin:beteiligte_beteiligte_find"), {"q": "Muster"})
    assert answer.headers["Location"] == f"{URL}?show=all&q=Muster"


def test_each_row_says_why_and_what_comes_next(viewer: Client) -> None:
    people.person(sync_status="failed", due_at=NOON, error=TIMEOUT, failures=1)
    page = viewer.get(URL).content.decode()
    assert "Advoware hat nicht geantwortet (nach 30 s)." in page
    assert "Versuch 2 von 5" in page


def test_who_acts_next_is_the_same_in_both_languages(viewer: Client) -> None:
    people.company(sync_status="failed", hold=HOLD, held_whole=True)
    assert "Sie wählen" in viewer.get(URL, headers={"accept-language": "de"}).content.decode()
    assert "You choose" in viewer.get(URL, headers={"accept-language": "en"}).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_list(viewer: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            viewer.get(URL)
        return len(seen)

    people.held_conflict(people.person(1))
    queries()  # the navigation's counts are kept for a while
    few = queries()
    for number in range(2, 30):
        people.held_conflict(people.person(number))
    assert queries() == few <= 15


def test_an_empty_console_says_so(viewer: Client) -> None:
    assert "Noch kein Beteiligter bekannt." in viewer.get(URL).content.decode()
