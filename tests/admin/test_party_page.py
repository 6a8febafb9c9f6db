"""One party: what to decide first, both sides with their differences, attempts in words, facts."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole.console.hold_questions import hold_state
from tests.admin import people

CHOOSE = {"code": "choose_match", "params": {"count": 2}, "candidates": [14870, 9031]}


def _page(client: Client, party: Beteiligte) -> str:
    return client.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk])).content.decode()


def _rows(client: Client, party: Beteiligte) -> dict[str, object]:
    page = client.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk]))
    return {row.name: row for row in page.context["rows"]}


def test_an_edit_on_one_side_is_marked_with_what_a_sync_would_do(viewer: Client) -> None:
    party = people.person(seen_espo={**people.ERIKA, "lastName": "Musterfrau-Beispiel"})
    row = _rows(viewer, party)["lastName"]
    assert "<ins>-Beispiel</ins>" in row.espo
    assert (row.state, row.reason) == ("nach Advoware schreiben", "nur in EspoCRM geändert")
    assert (row.espo_mark, row.advoware_mark) == ("info", "")


def test_differences_come_first_and_equal_fields_are_quiet(viewer: Client) -> None:
    party = people.person(seen_advoware={**people.ERIKA, "salutationName": "Herr"})
    rows = list(_rows(viewer, party).values())
    assert [row.name for row in rows if row.differs] == [rows[0].name] == ["salutationName"]
    assert rows[1].state == "gleich"


def test_a_held_field_says_that_it_waits(viewer: Client) -> None:
    party = people.person()
    people.held_conflict(party)
    assert _rows(viewer, party)["dateOfBirth"].state == "Nichts, wartet auf Sie"


def test_a_side_that_was_not_read_is_unknown_and_not_empty(viewer: Client) -> None:
    party = people.company(number=None, base={}, seen_advoware={})
    assert _rows(viewer, party)["firmenname"].advoware is None
    assert "unbekannt" in _page(viewer, party)


def test_an_accepted_difference_stays_as_it_is(viewer: Client) -> None:
    pair = {"e": "Divers", "a": "Frau", "why": "refused"}
    party = people.person(
        base={"salutationName": pair},
        seen_espo={**people.ERIKA, "salutationName": "Divers"},
    )
    assert _rows(viewer, party)["salutationName"].state == "beide bleiben, wie sie sind"


def test_a_party_that_was_never_compared_says_so(viewer: Client) -> None:
    party = people.person(kind="", base={}, seen_espo={}, seen_advoware={}, sync_status="pending_sync")
    assert "Noch nie abgeglichen." in _page(viewer, party)


def test_attempts_are_told_in_words(viewer: Client) -> None:
    party = people.person()
    people.attempt(party)
    page = _page(viewer, party)
    assert "EspoCRM → Advoware:" in page
    assert "Nachname Muster → " in page
    assert "Weil: nur in EspoCRM geändert." in page


def test_equal_attempts_in_a_row_are_one_entry(viewer: Client) -> None:
    party = people.person()
    for _ in range(12):
        people.attempt(party, outcome="equal", decision={"code": "equal", "params": {}})
    page = _page(viewer, party)
    assert page.count("Verglichen, alles gleich. Nichts geschrieben.") == 1
    assert "Davor 11-mal unverändert." in page


def test_values_are_escaped(viewer: Client) -> None:
    party = people.person(seen_espo={**people.ERIKA, "lastName": "<script>alert(1)</script>"})
    assert "<script>alert" not in _page(viewer, party)


def test_a_hold_shows_its_candidates_and_preselects_nothing(supervisor: Client) -> None:
    party = people.company(number=None, sync_status="failed", hold=CHOOSE, held_whole=True)
    page = _page(supervisor, party)
    assert "2 mögliche Treffer in Advoware." in page
    assert 'value="link:14870"' in page
    assert "Keiner davon: in Advoware neu anlegen" in page
    assert "checked" not in page


def test_a_number_that_another_record_has_leads_to_that_record(operator: Client) -> None:
    other = people.company(10427)
    taken = {"code": "number_taken", "params": {"number": 10427, "other": other.espo_id}, "candidates": []}
    page = _page(operator, people.person(sync_status="failed", hold=taken, held_whole=True))
    assert "BetNr 10427 gehört schon zu einem anderen Datensatz in EspoCRM" in page
    assert reverse("admin:beteiligte_beteiligte_change", args=[other.pk]) in page


def test_choosing_a_match_is_stored_as_the_answer(operator: Client) -> None:
    party = people.company(number=None, sync_status="failed", hold=CHOOSE, held_whole=True)
    answer = reverse("admin:beteiligte_beteiligte_answer", args=[party.pk])
    operator.post(answer, {"state": hold_state(party), "answer": "link:14870"})
    now = Beteiligte.objects.get()
    assert (now.answers, now.change_seq) == ({"choose_match": "14870"}, 2)


def test_an_answer_to_a_hold_that_has_changed_is_refused(operator: Client) -> None:
    party = people.company(number=None, sync_status="failed", hold=CHOOSE, held_whole=True)
    shown = hold_state(party)
    Beteiligte.objects.update(hold={**CHOOSE, "candidates": [14870]})
    answer = reverse("admin:beteiligte_beteiligte_answer", args=[party.pk])
    page = operator.post(answer, {"state": shown, "answer": "link:9031"}, follow=True)
    assert Beteiligte.objects.get().answers == {}
    assert "Ihre Entscheidung wurde nicht übernommen" in page.content.decode()


def test_sending_no_choice_changes_nothing(operator: Client) -> None:
    party = people.company(number=None, sync_status="failed", hold=CHOOSE, held_whole=True)
    answer = reverse("admin:beteiligte_beteiligte_answer", args=[party.pk])
    page = operator.post(answer, {"state": hold_state(party)}, follow=True)
    assert "Es wurde nichts gewählt." in page.content.decode()
    assert Beteiligte.objects.get().change_seq == 1


def test_it_leads_to_the_record_in_espocrm(viewer: Client, settings) -> None:
    settings.ESPOCRM_API_BASE_URL = "https://crm.example.invalid/api/v1"
    party = people.person()
    assert f"https://crm.example.invalid/#CBeteiligte/view/{party.espo_id}" in _page(viewer, party)


def test_an_unknown_party_is_not_found(viewer: Client) -> None:
    for key in ("4711", "abc"):
        assert viewer.get(reverse("admin:beteiligte_beteiligte_change", args=[key])).status_code == 404


def test_what_a_system_refused_is_not_told_as_carried(viewer: Client) -> None:
    party = people.person()
    attempt = people.attempt(party)
    row = {"side": "espocrm", "field": "salutationName", "before": "Frau", "after": "Divers", "at": people.NOON}
    attempt.changes.create(party=party, **row, rule="advoware_changed", result="refused")
    page = _page(viewer, party)
    assert "EspoCRM hat Anrede „Divers“ abgelehnt." in page
    assert "Advoware → EspoCRM" not in page


def test_an_attempt_tells_how_many_calls_it_took(viewer: Client) -> None:
    party = people.person()
    people.attempt(party)
    assert "Auslöser: EspoCRM meldete eine Änderung. 1 Aufruf, " in _page(viewer, party)


def test_a_value_that_has_moved_says_who_changed_its_record_and_when(viewer: Client) -> None:
    meta = {"changed_at": people.NOON.isoformat(), "changed_by": "Anna Beispiel", "at": people.NOON.isoformat()}
    seen = {**people.ERIKA, "lastName": "Musterfrau-Beispiel"}
    row = _rows(viewer, people.person(seen_espo=seen, seen_meta={"espocrm": meta, "advoware": meta}))["lastName"]
    assert "Anna Beispiel" in row.espo_note
    assert row.advoware_note == ""


def test_the_page_takes_as_many_queries_for_a_long_history_as_for_a_short_one(viewer: Client) -> None:
    party = people.person()
    people.attempt(party)
    _page(viewer, party)
    with CaptureQueriesContext(connection) as short:
        _page(viewer, party)
    for _ in range(60):
        people.attempt(party)
    with CaptureQueriesContext(connection) as long:
        _page(viewer, party)
    assert len(long) == len(short)
