"""Where a value comes from: who entered it, when it was seen, what carried it, what it replaced, by which rule."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beteiligte.models import BeteiligteChange, BeteiligteConflict
from syncconsole.console.provenance import Origin
from syncconsole.console.times import day_and_time
from tests.admin import entries, people
from tests.admin.people import NOON

META = {"at": NOON.isoformat(), "changed_at": NOON.isoformat(), "changed_by": "Anna Beispiel"}


def _page(client: Client, party: Any, name: str) -> Any:
    return client.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk]), {"from": name})


def _origin(client: Client, party: Any, name: str = "lastName") -> Origin:
    origin = _page(client, party, name).context["origin"]
    assert origin is not None
    return origin


def _told(origin: Origin) -> list[list[tuple[str, str]]]:
    return [[(event.value, event.text) for event in side.events] for side in origin.sides]


def _details(origin: Origin) -> list[str]:
    return [event.detail for side in origin.sides for event in side.events]


def _carried(party: Any, **columns: Any) -> Any:
    """One more change of the last name, in an attempt of its own."""
    attempt = people.attempt(party, outcome="equal", started_at=NOON, trigger="webhook")
    row = {"side": "advoware", "field": "lastName", "rule": "espocrm_changed", "result": "arrived", "at": NOON}
    author = {"author": "Anna Beispiel", "authored_at": NOON}
    return BeteiligteChange.objects.create(party=party, attempt=attempt, **{**row, **author, **columns})


def test_a_carried_value_is_told_on_both_sides(viewer: Client) -> None:
    party = people.person()
    change = _carried(party, before="Muster", after="Musterfrau")
    origin = _origin(viewer, party)
    when = day_and_time(NOON)
    assert _told(origin) == [
        [
            ("Musterfrau", f"eingetragen von Anna Beispiel in EspoCRM, {when}"),
            ("Muster", "stand schon so dort, als verglichen wurde"),
        ],
        [
            ("Musterfrau", f"von uns aus EspoCRM übernommen, {when}; dort eingetragen von Anna Beispiel"),
            ("Muster", "stand schon so dort, als verglichen wurde"),
        ],
    ]
    assert {event.attempt for side in origin.sides for event in side.events[:1]} == {change.attempt_id}


def test_it_says_what_was_replaced_when_it_was_seen_and_which_rule_decided(viewer: Client) -> None:
    party = people.person()
    _carried(party, before="Muster", after="Musterfrau")
    espo, _, advoware, _ = _details(_origin(viewer, party))
    assert espo == (
        f"Ersetzt „Muster“. Gesehen {day_and_time(NOON)} (EspoCRM meldete eine Änderung), nach Advoware übertragen:"
        " nur in EspoCRM geändert."
    )
    assert advoware == "Ersetzt „Muster“. Weil: nur in EspoCRM geändert."


def test_values_follow_each_other_the_newest_first(viewer: Client) -> None:
    party = people.person()
    _carried(party, before="Muster", after="Mustermann")
    _carried(party, before="Mustermann", after="Musterfrau", side="espocrm", rule="advoware_changed", author="MK")
    espo, advoware = _told(_origin(viewer, party))
    assert [value for value, _ in espo] == ["Musterfrau", "Mustermann", "Muster"]
    assert espo[0][1].startswith("von uns aus Advoware übernommen")
    assert advoware[0][1].startswith("eingetragen von MK in Advoware")
    assert advoware[1][1].startswith("von uns aus EspoCRM übernommen")


def test_an_edit_that_was_not_carried_yet_comes_first(viewer: Client) -> None:
    seen = {**people.ERIKA, "lastName": "Musterfrau-Beispiel"}
    party = people.person(seen_espo=seen, seen_meta={"espocrm": META})
    espo, advoware = _origin(viewer, party).sides
    assert espo.heading == "In EspoCRM steht „Musterfrau-Beispiel“"
    assert espo.events[0].text.startswith("eingetragen von Anna Beispiel in EspoCRM")
    assert espo.events[0].detail == (
        f"Ersetzt „Musterfrau“. Gesehen {day_and_time(NOON)}. Noch nicht übertragen: nur in EspoCRM geändert."
    )
    assert [event.value for event in advoware.events] == ["Musterfrau"]


def test_a_value_that_no_run_carried_stood_there_when_the_party_was_linked(viewer: Client) -> None:
    party = people.person()
    first = people.attempt(party, outcome="equal", decision={"code": "linked", "params": {"number": 20418}})
    origin = _origin(viewer, party)
    assert _told(origin) == [[("Musterfrau", f"beim Verknüpfen, {day_and_time(NOON)}")]] * 2
    assert origin.sides[0].events[0].attempt == first.pk


def test_a_filled_blank_was_blank_on_one_side_only_when_the_party_was_linked(viewer: Client) -> None:
    party = people.person()
    _carried(party, before="", after="Musterfrau", rule="fill_blank")
    espo, advoware = _told(_origin(viewer, party))
    assert [value for value, _ in espo] == ["Musterfrau"]
    assert [value for value, _ in advoware] == ["Musterfrau", "leer"]


def test_a_person_who_decided_is_named(viewer: Client) -> None:
    party = people.person()
    row = {"field": "lastName", "kind": "held", "rule": "both_changed_held", "resolution": "keep"}
    BeteiligteConflict.objects.create(party=party, **row, opened_at=NOON, closed_at=NOON, closed_by="otto")
    _carried(party, before="Muster", after="Musterfrau", rule="decision")
    _, advoware = _told(_origin(viewer, party))
    assert advoware[0][1].startswith("von uns geschrieben, wie von otto entschieden")


def test_the_same_edit_in_both_systems_needed_no_carrying(viewer: Client) -> None:
    party = people.person()
    _carried(party, before="Muster", after="Mustermann")
    espo, _ = _told(_origin(viewer, party))
    assert espo[0] == ("Musterfrau", "in beiden Systemen gleich eingetragen, nichts wurde geschrieben")


def test_what_never_arrived_is_no_part_of_it(viewer: Client) -> None:
    party = people.person()
    _carried(party, before="Muster", after="Unterwegs", result="not_written")
    _carried(party, before="Muster", after="Musterfrau")
    assert "Unterwegs" not in str(_told(_origin(viewer, party)))


def test_a_side_that_was_never_read_says_so(viewer: Client) -> None:
    party = people.company(number=None, base={}, seen_advoware={})
    _, advoware = _origin(viewer, party, "firmenname").sides
    assert (advoware.heading, list(advoware.events)) == ("Advoware wurde noch nicht gelesen", [])


def test_entries_have_it_too(viewer: Client) -> None:
    seen = {**people.ERIKA, "phone:1": "+493023125001"}
    party = people.person(seen_espo=seen, seen_advoware=seen)
    entries.settled(party, [entries.phone("+493023125001")], [entries.entry(1, "030 23125001")])
    _carried(party, field="phone:1", before="", after="030 23125001", rule="new_in_espocrm")
    origin = _origin(viewer, party, "phone:1")
    assert origin.label == "Telefon, geschäftlich"
    assert _told(origin)[1][0][1].startswith("von uns aus EspoCRM übernommen")


def test_an_entry_that_no_run_has_seen_yet_is_told_as_it_was_read(viewer: Client) -> None:
    party = entries.settled(people.person(seen_meta={"espocrm": META}), [], [])
    entries.read_anew(party, [entries.phone("+493023125001")], [])
    espo, advoware = _origin(viewer, party, "phone:1").sides
    assert espo.heading == "In EspoCRM steht „+493023125001“"
    assert espo.events[0].text.startswith("eingetragen von Anna Beispiel in EspoCRM")
    assert espo.events[0].detail.endswith("Noch nicht übertragen: neu in EspoCRM.")
    assert advoware.heading == "In Advoware steht „leer“"


def test_the_link_renders_the_row_opened_and_leads_back(viewer: Client) -> None:
    party = people.person()
    closed = _page(viewer, party, "").content.decode()
    assert '<tr role="row" class="origin"' not in closed
    assert 'href="?from=lastName#where-from-lastName"' in closed
    opened = _page(viewer, party, "lastName").content.decode()
    assert '<tr role="row" class="origin" id="from-lastName">' in opened
    assert 'aria-expanded="true" aria-controls="from-lastName"' in opened


def test_a_name_that_is_none_of_the_party_opens_nothing(viewer: Client) -> None:
    assert _page(viewer, people.person(), "<script>").context["origin"] is None


def test_opening_one_takes_three_queries_however_long_its_history(viewer: Client) -> None:
    party = people.person()
    _page(viewer, party, "")
    with CaptureQueriesContext(
        connection,
    ) as closed:
        _page(viewer, party, "")
    for _ in range(60):
        _carried(party, before="Muster", after="Musterfrau")
    with CaptureQueriesContext(connection) as opened:
        page = _page(viewer, party, "lastName")
    # And the changes of the timeline, which has attempts now, and once a second what is known of the systems.
    assert len(opened) <= len(closed) + 3 + 1 + 1
    assert page.context["origin"].sides[0].older


def test_the_console_page_escapes_what_it_tells(viewer: Client) -> None:
    party = people.person()
    _carried(party, before="<i>alt</i>", after="<script>alert(1)</script>", author="<b>MK</b>")
    page = _page(viewer, party, "lastName").content.decode()
    assert "<script>alert" not in page and "<b>MK</b>" not in page and "<i>alt</i>" not in page
