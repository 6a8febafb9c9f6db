"""What phones and mails ask of a person: a removal of all of them, a full list, and texts that are not certain."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteChange, BeteiligteConflict
from syncconsole.console.hold_questions import hold_state
from syncconsole.console.questions import conflict_question
from tests.admin import people
from tests.admin.entries import page

REMOVED = {"code": "entries_removed", "params": {"side": "advoware"}}
FULL = {"code": "entries_no_room", "params": {"count": 2, "limit": 10}}


def _held(hold: dict[str, Any]) -> Any:
    return people.person(sync_status="conflict", hold=hold)


def _answer(client: Client, party: Any, **given: str) -> Any:
    url = reverse("admin:beteiligte_beteiligte_answer", args=[party.pk])
    return client.post(url, {"state": hold_state(party), "answer": "approve:", **given}, follow=True)


def _conflict(party: Any, **columns: Any) -> Any:
    row = {"field": "phone:3", "kind": "held", "rule": "both_changed_held", "opened_at": people.NOON}
    values = {"base": "+4951112345", "value_espo": "+4951112346", "value_advoware": "+4951112347"}
    return BeteiligteConflict.objects.create(party=party, **{**row, **values, **columns})


def test_a_held_removal_says_what_was_deleted_where_and_what_the_answer_does(supervisor: Client) -> None:
    shown = page(supervisor, _held(REMOVED))
    assert "In EspoCRM wurden alle verknüpften Telefonnummern und E-Mail-Adressen gelöscht." in shown
    assert "„Trotzdem entfernen …“ leert diese Einträge in Advoware; ihre Bemerkungen bleiben." in shown
    assert 'value="approve:"' in shown and 'value="look-again:"' in shown


def test_a_removal_from_espocrm_is_told_the_other_way_round(operator: Client) -> None:
    shown = page(operator, _held({**REMOVED, "params": {"side": "espocrm"}}))
    assert "In Advoware wurden alle verknüpften" in shown
    assert "nimmt sie aus den Listen von EspoCRM" in shown


def test_removing_anyway_is_confirmed_on_a_page_of_its_own(supervisor: Client) -> None:
    party = _held(REMOVED)
    asked = _answer(supervisor, party).content.decode()
    assert "Zurück zum Beteiligten" in asked and "leert diese Einträge in Advoware" in asked
    assert Beteiligte.objects.get().answers == {}
    _answer(supervisor, party, confirmed="yes")
    assert Beteiligte.objects.get().answers == {"entries_removed": "advoware"}


def test_a_party_that_does_not_ask_is_not_confirmed(supervisor: Client) -> None:
    answer = _answer(supervisor, people.person()).content.decode()
    assert "Ihre Entscheidung wurde nicht übernommen" in answer
    assert Beteiligte.objects.get().answers == {}


def test_who_may_not_decide_cannot_remove_anyway(viewer: Client) -> None:
    assert _answer(viewer, _held(REMOVED), confirmed="yes").status_code == 403


def test_a_full_list_says_how_many_wait_and_that_they_follow_by_themselves(operator: Client) -> None:
    shown = page(operator, _held(FULL))
    assert "Für 2 Einträge aus Advoware ist in EspoCRM kein Platz: dort sind es höchstens 10 je Art." in shown
    assert "Sobald in EspoCRM Einträge gelöscht sind, kommen sie von selbst." in shown
    assert 'value="approve:"' not in shown


def test_a_conflict_about_an_entry_is_called_phone_and_shows_its_three_values(operator: Client) -> None:
    _conflict(people.person())
    inbox = operator.get(reverse("admin:beteiligte_beteiligteconflict_changelist")).content.decode()
    assert "Telefon in beiden Systemen verschieden geändert. Welches gilt?" in inbox
    assert "phone:3" not in inbox
    for value in ("+4951112345", "+4951112346", "+4951112347"):
        assert value in inbox


def test_a_text_that_is_not_certain_asks_nothing_but_to_be_corrected(operator: Client) -> None:
    uncertain = {"kind": "difference", "rule": "uncertain", "why": "uncertain", "base": None}
    row = _conflict(people.person(), **uncertain, value_espo="", value_advoware="0511 12345 Frau Beispiel")
    question = conflict_question(row, {})
    assert question.lead == (
        "Telefon „0511 12345 Frau Beispiel“ bleibt nur in Advoware: für EspoCRM ist der Eintrag nicht eindeutig genug."
        " Bitte in Advoware berichtigen, dann kommt er von selbst."
    )
    assert [choice for choice, _ in question.choices] == ["seen"]


def test_espocrms_number_can_be_kept_where_advowares_edit_is_not_certain(operator: Client) -> None:
    uncertain = {"kind": "difference", "rule": "uncertain", "why": "uncertain", "base": None}
    question = conflict_question(_conflict(people.person(), **uncertain, value_advoware="0511 12347 privat"), {})
    assert "dort bleibt „+4951112346“" in question.lead
    assert [choice for choice, _ in question.choices] == ["seen", "keep"]


def test_changes_of_entries_read_like_those_of_fields(viewer: Client) -> None:
    party = people.person()
    attempt = people.attempt(party)
    BeteiligteChange.objects.all().delete()
    row = {"party": party, "attempt": attempt, "at": people.NOON, "result": "arrived"}
    BeteiligteChange.objects.create(
        **row, side="advoware", field="phone:3", before="", after="0511 12345", rule="new_in_espocrm"
    )
    BeteiligteChange.objects.create(
        **row, side="espocrm", field="mail:1", before="erika@example.invalid", after="", rule="advoware_changed"
    )
    BeteiligteAttempt.objects.update(decisions={"phone:7": "uncertain"})
    shown = viewer.get(reverse("admin:beteiligte_beteiligteattempt_change", args=[attempt.pk])).content.decode()
    for words in ("Telefon", "neu in EspoCRM", "E-Mail", "erika@example.invalid", "für EspoCRM nicht eindeutig genug"):
        assert words in shown
    timeline = page(viewer, party)
    assert "EspoCRM → Advoware:</strong> Telefon neu: " in timeline
    assert "phone:" not in shown + timeline


def test_a_run_that_only_marked_says_so(viewer: Client) -> None:
    party = people.person()
    people.attempt(party, decision={"code": "marked", "params": {"count": 2}})
    BeteiligteChange.objects.all().delete()
    assert "Alles gleich. Die Markierungen von 2 Einträgen in Advoware wurden aktualisiert." in page(viewer, party)


def test_a_damaged_marker_is_told_on_the_party_page_without_a_value(viewer: Client) -> None:
    problem = {"code": "marker_damaged", "params": {"system": "advoware", "entry": 4711}}
    assert "eines Eintrags in Advoware (Id 4711) ist nicht lesbar" in page(viewer, people.person(problems=[problem]))
