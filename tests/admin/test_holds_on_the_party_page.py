"""What a held party asks on its page: every answer with its consequence, and only those that the person may give."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole.console.hold_questions import hold_state
from tests.admin import people
from tests.admin.people import NOON

UNLINKED = {"code": "unlinked", "params": {}}
CLEARED = {"code": "number_cleared", "params": {"number": 20418}}
MASS = {"code": "mass_gone", "params": {"number": 20418}}
FOUND = {
    "14870": {"firmenname": "Beispiel GmbH", "rechtsform": "GmbH", "handelsregisterNummer": "HRB 214455"},
    "9031": {"firmenname": "Beispiel G.m.b.H.", "rechtsform": "GmbH", "handelsregisterNummer": ""},
}
CHOOSE = {"code": "choose_match", "params": {"count": 2}, "candidates": [14870, 9031], "found": FOUND}


def _gone() -> Any:
    return people.person(sync_status="failed", gone_at=NOON, held_whole=True)


def _held(hold: dict[str, Any], **columns: Any) -> Any:
    return people.person(**{"sync_status": "failed", "hold": hold, "held_whole": True, **columns})


def _page(client: Client, party: Any) -> Any:
    return client.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk]))


def _answer(client: Client, party: Any, answer: str, **more: str) -> Any:
    url = reverse("admin:beteiligte_beteiligte_answer", args=[party.pk])
    return client.post(url, {"state": hold_state(party), "answer": answer, **more}, follow=True)


def _labels(client: Client, party: Any) -> list[str]:
    return [str(one.label) for one in _page(client, party).context["hold"].buttons]


def test_a_party_that_is_gone_offers_three_ways_and_says_what_holds_until_then(supervisor: Client) -> None:
    party = _gone()
    assert _labels(supervisor, party) == ["In Advoware neu anlegen …", "Verknüpfung lösen …", "Noch einmal nachsehen"]
    page = _page(supervisor, party).content.decode()
    assert "Zweimal nachgesehen, zuletzt" in page
    assert "In EspoCRM ist alles unverändert." in page


def test_its_rows_are_the_last_known_values_with_nothing_to_do(viewer: Client) -> None:
    page = _page(viewer, _gone())
    assert {row.state for row in page.context["rows"]} == {"Nichts"}
    assert "In Advoware weg: das sind die letzten bekannten Werte." in page.content.decode()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("recreate:", "entsteht dort ein Datensatz mit den Werten aus EspoCRM"),
        ("unlink:", "In EspoCRM wird die BetNr 20418 geleert"),
    ],
)
def test_what_no_run_takes_back_is_confirmed_with_its_consequence(supervisor: Client, answer: str, told: str) -> None:
    party = _gone()
    asked = _answer(supervisor, party, answer).content.decode()
    assert told in asked
    assert Beteiligte.objects.get().answers == {}
    _answer(supervisor, party, answer, confirmed="yes")
    assert "20418" in Beteiligte.objects.get().answers.values()


def test_a_mass_loss_is_confirmed_for_one_party(supervisor: Client) -> None:
    party = _held(MASS)
    assert _labels(supervisor, party) == ["Das ist richtig, so vermerken …", "Noch einmal nachsehen"]
    assert "BetNr 20418 wird als in Advoware weg vermerkt." in _answer(supervisor, party, "approve:").content.decode()
    _answer(supervisor, party, "approve:", confirmed="yes")
    assert Beteiligte.objects.get().answers == {"mass_gone": "approve"}


def test_who_may_not_approve_sees_the_other_answers_and_whose_the_rest_are(operator: Client) -> None:
    party = _gone()
    assert _labels(operator, party) == ["Noch einmal nachsehen"]
    page = _page(operator, party).content.decode()
    assert "gehören zur Rolle Leitung" in page
    assert "neu anlegen" not in page


def test_who_may_not_decide_sees_the_question_without_answers(viewer: Client) -> None:
    page = _page(viewer, _gone()).content.decode()
    assert "gibt es in Advoware nicht mehr" in page
    assert 'value="look-again:"' not in page


def test_an_unlinked_party_takes_a_number_that_is_typed(operator: Client) -> None:
    party = _held(UNLINKED, number=None)
    assert "Mit dieser BetNr verknüpfen" in _page(operator, party).content.decode()
    _answer(operator, party, "link:", number="10112")
    assert Beteiligte.objects.get().answers == {"choose_match": "10112"}


@pytest.mark.parametrize(("typed", "told"), [("", "keine BetNr"), ("abc", "keine BetNr"), ("10427", "10427")])
def test_what_is_no_free_number_is_refused_with_the_reason(operator: Client, typed: str, told: str) -> None:
    people.company(10427)
    party = _held(UNLINKED, number=None)
    assert told in _answer(operator, party, "link:", number=typed).content.decode()
    assert Beteiligte.objects.get(pk=party.pk).answers == {}


def test_a_number_that_was_cleared_can_be_entered_again_or_unlinked(supervisor: Client) -> None:
    party = _held(CLEARED)
    labels = ["BetNr 20418 wieder eintragen", "Verknüpfung lösen …", "Noch einmal nachsehen"]
    assert _labels(supervisor, party) == labels


def test_matches_stand_beside_each_other_with_what_fits(supervisor: Client) -> None:
    party = people.company(number=None, sync_status="failed", hold=CHOOSE, held_whole=True)
    hold = _page(supervisor, party).context["hold"]
    assert "In EspoCRM steht: Beispiel GmbH, HRB 214455." in hold.lead
    assert [match.fits for match in hold.matches] == [
        "Firmenname, Rechtsform, Handelsregisternummer",
        "Rechtsform",
    ]
    assert "<ins>.</ins>" in hold.matches[1].name


def test_a_match_that_another_party_has_is_named(supervisor: Client) -> None:
    people.company(9031)
    party = people.company(number=None, sync_status="failed", hold=CHOOSE, held_whole=True)
    assert "hier verknüpft mit Beispiel GmbH" in _page(supervisor, party).content.decode()


def test_the_note_stands_in_the_history(operator: Client) -> None:
    party = people.company(number=None, sync_status="failed", hold=CHOOSE, held_whole=True)
    _answer(operator, party, "link:14870", note="laut Handelsregister")
    assert LogEntry.objects.get().get_change_message() == "link 14870: laut Handelsregister"


def test_enter_in_a_field_gives_no_answer(operator: Client) -> None:
    page = _page(operator, _held({"code": "number_changed", "params": {"before": 1, "number": 2}})).content.decode()
    first = page[page.index("<form", page.index('id="hold-title"')) :].split("<button", 2)[1]
    assert first.startswith(' type="submit" name="answer" value="" hidden>')
