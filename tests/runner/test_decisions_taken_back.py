"""A decision can be taken back for as long as no person has changed the value since (rules 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.people.attempt_undo import digest, plan_undo, take_back_attempt
from syncconsole.people.decisions import Decided, decide
from syncconsole.people.undo import take_back, take_back_all
from tests.runner.conftest import Office
from tests.runner.entries import IN_ADVOWARE, OTHER_OFFICE, both_edited, comes_to_rest, digits, phones, question, typed
from tests.runner.test_decisions import held, reviewed


def _code(decided: Decided) -> str:
    assert not decided.done
    assert decided.reason is not None
    return decided.reason.code


def _last_names(office: Office, espo_id: str, number: int) -> tuple[str, str]:
    return office.espocrm(espo_id)["lastName"], office.advoware(number)["name"]


def test_before_a_run_the_question_is_simply_asked_again(office: Office, settings: Any) -> None:
    espo_id, number, conflict = held(office, settings)
    decide(DEFINITION, conflict.pk, "keep", "anna")
    assert take_back(DEFINITION, conflict.pk, "berta").done
    office.sync(espo_id)
    assert _last_names(office, espo_id, number) == ("Ausespo", "Ausadvoware")
    assert office.open_questions(espo_id) == [("held", "lastName")]
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"


def test_what_was_only_seen_is_asked_again(office: Office) -> None:
    espo_id, number, conflict = reviewed(office)
    decide(DEFINITION, conflict.pk, "seen", "anna")
    office.sync(espo_id)
    assert take_back(DEFINITION, conflict.pk, "anna").done
    office.sync(espo_id)
    assert office.open_questions(espo_id) == [("review", "lastName")]
    assert _last_names(office, espo_id, number) == ("Ausespo", "Ausespo")


@pytest.mark.parametrize(("choice", "other"), [("keep", "Ausadvoware"), ("take", "Ausespo")])
def test_a_carried_decision_on_a_held_conflict_becomes_the_opposite_one(
    office: Office, settings: Any, choice: str, other: str
) -> None:
    espo_id, number, conflict = held(office, settings)
    decide(DEFINITION, conflict.pk, choice, "anna")
    office.sync(espo_id)
    assert take_back(DEFINITION, conflict.pk, "anna", "verlesen").done
    office.sync(espo_id)
    assert _last_names(office, espo_id, number) == (other, other)
    assert office.espocrm(espo_id)["syncStatus"] == "clean"
    newest = office.party(espo_id).conflicts.order_by("-id").first()
    assert (newest.closed_by, newest.note, newest.rule) == ("anna", "verlesen", "taken_back")


def test_a_taken_value_is_given_back(office: Office) -> None:
    espo_id, number, conflict = reviewed(office)
    decide(DEFINITION, conflict.pk, "take", "anna")
    office.sync(espo_id)
    assert take_back(DEFINITION, conflict.pk, "anna").done
    office.sync(espo_id)
    assert _last_names(office, espo_id, number) == ("Ausespo", "Ausespo")


def test_it_is_refused_where_it_would_do_something_else_than_was_shown(office: Office) -> None:
    espo_id, number, conflict = reviewed(office)
    decide(DEFINITION, conflict.pk, "take", "anna")
    office.sync(espo_id)
    assert _code(take_back(DEFINITION, conflict.pk, "anna", asks_again=True)) == "undo_carried"
    assert take_back(DEFINITION, conflict.pk, "anna", asks_again=False).done
    office.sync(espo_id)
    assert _last_names(office, espo_id, number) == ("Ausespo", "Ausespo")


def test_what_was_taken_back_can_be_done_again(office: Office) -> None:
    espo_id, number, conflict = reviewed(office)
    decide(DEFINITION, conflict.pk, "take", "anna")
    office.sync(espo_id)
    take_back(DEFINITION, conflict.pk, "anna")
    office.sync(espo_id)
    undo = office.party(espo_id).conflicts.order_by("-id").first()
    assert take_back(DEFINITION, undo.pk, "anna").done
    office.sync(espo_id)
    assert _last_names(office, espo_id, number) == ("Ausadvoware", "Ausadvoware")


@pytest.mark.parametrize("choice", ["take", "seen"])
def test_it_is_refused_where_a_person_has_changed_the_value_since(office: Office, choice: str) -> None:
    espo_id, number, conflict = reviewed(office)
    decide(DEFINITION, conflict.pk, choice, "anna")
    comes_to_rest(office, espo_id)
    office.edit_advoware(number, name="Neuer")
    office.sync(espo_id)
    assert _code(take_back(DEFINITION, conflict.pk, "anna")) == "decision_moved"
    assert _last_names(office, espo_id, number) == ("Neuer", "Neuer")


def test_a_value_that_moves_before_the_run_is_asked_about_and_not_overwritten(office: Office) -> None:
    espo_id, number, conflict = reviewed(office)
    decide(DEFINITION, conflict.pk, "take", "anna")
    office.sync(espo_id)
    office.edit_espocrm(espo_id, lastName="Neuer")
    assert take_back(DEFINITION, conflict.pk, "anna").done  # nobody has read the edit yet
    office.sync(espo_id)
    assert _last_names(office, espo_id, number) == ("Neuer", "Neuer")
    assert office.open_questions(espo_id) == [("review", "lastName")]


def test_it_is_refused_while_a_run_carries_the_decision(office: Office, settings: Any) -> None:
    espo_id, _, conflict = held(office, settings)
    decide(DEFINITION, conflict.pk, "keep", "anna")
    Beteiligte.objects.filter(espo_id=espo_id).update(lease_until=clock.now() + timedelta(minutes=1))
    assert _code(take_back(DEFINITION, conflict.pk, "anna")) == "decision_runs"


def test_it_is_refused_once_the_field_is_asked_anew(office: Office, settings: Any) -> None:
    espo_id, number, conflict = held(office, settings)
    decide(DEFINITION, conflict.pk, "keep", "anna")
    office.sync(espo_id)
    office.edit_espocrm(espo_id, lastName="Drei")
    office.edit_advoware(number, name="Vier")
    office.sync(espo_id)
    assert _code(take_back(DEFINITION, conflict.pk, "anna")) == "asked_anew"


def test_it_is_refused_once_it_was_taken_back(office: Office) -> None:
    espo_id, _, conflict = reviewed(office)
    decide(DEFINITION, conflict.pk, "take", "anna")
    office.sync(espo_id)
    take_back(DEFINITION, conflict.pk, "anna")
    assert _code(take_back(DEFINITION, conflict.pk, "anna")) == "decided_since"


def test_what_settled_by_itself_or_is_still_open_cannot_be_taken_back(office: Office, settings: Any) -> None:
    espo_id, number, conflict = held(office, settings)
    assert _code(take_back(DEFINITION, conflict.pk, "anna")) == "conflict_open"
    office.edit_advoware(number, name="Ausespo")
    office.sync(espo_id)
    assert _code(take_back(DEFINITION, conflict.pk, "anna")) == "undo_too_late"


def test_a_taken_number_is_given_back_too(office: Office) -> None:
    espo_id, number = both_edited(office)
    row = question(office, espo_id)
    decide(DEFINITION, row.pk, "take", "anna")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [IN_ADVOWARE]
    assert take_back(DEFINITION, row.pk, "anna").done
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, number)) == [OTHER_OFFICE]
    assert office.open_questions(espo_id) == []


def test_several_decided_in_one_act_are_taken_back_in_one(office: Office) -> None:
    one, _, first = reviewed(office)
    other, number, second = reviewed(office)
    decide(DEFINITION, first.pk, "take", "anna")
    decide(DEFINITION, second.pk, "take", "anna")
    moment = clock.now()
    DEFINITION.conflict.objects.filter(closed_by="anna").update(closed_at=moment)
    comes_to_rest(office, one)
    comes_to_rest(office, other)
    office.edit_advoware(number, name="Neuer")
    office.sync(other)
    undone = take_back_all(DEFINITION, "anna", moment, "berta")
    assert undone.parties == [first.party_id]
    assert (undone.left_out, undone.remaining) == ({"decision_moved": 1}, 0)


def test_an_attempt_is_taken_back_as_a_new_sync_of_the_earlier_values(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Falsch", firstName="Moritz")
    office.sync(espo_id)
    attempt = office.party(espo_id).attempts.filter(outcome="written").latest("pk")
    office.edit_advoware(number, vorname="Maximilian")
    comes_to_rest(office, espo_id)
    shown = digest(plan_undo(DEFINITION, DEFINITION.attempt.objects.get(pk=attempt.pk)))
    decided, fields = take_back_attempt(DEFINITION, attempt.pk, "anna", "", shown)
    assert (decided.done, fields) == (True, ["lastName"])
    comes_to_rest(office, espo_id)
    assert _last_names(office, espo_id, number) == ("Mustermann", "Mustermann")
    assert office.espocrm(espo_id)["firstName"] == "Maximilian"
    assert office.open_questions(espo_id) == []
