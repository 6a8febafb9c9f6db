"""What people decide while a run lasts is never overwritten by its record (rules 3 and 4)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.clients.espocrm import EspoClient
from syncconsole.people import operations
from syncconsole.people.decisions import answer_hold, decide
from syncconsole.run import record
from tests.runner.conftest import Office
from tests.runner.entries import (
    both_edited,
    comes_to_rest,
    digits,
    edit_entry,
    enter_phones,
    entries,
    kept,
    phones,
    question,
    typed,
)
from tests.runner.midway import after


def edited_on_both_sides(office: Office, in_espocrm: str, in_advoware: str) -> tuple[str, int]:
    """A party whose last name Anna and MK have changed, after its run."""
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName=in_espocrm)
    office.edit_advoware(number, name=in_advoware)
    office.sync(espo_id)
    return espo_id, number


def test_a_decision_made_during_a_run_stands(office: Office, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SYNC_FIELD_POLICIES = {"lastName": "manual"}
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    office.sync(espo_id)
    conflict = office.party(espo_id).conflicts.get(closed_at=None)
    with monkeypatch.context() as patch:
        after(patch, EspoClient, "read", lambda: decide(DEFINITION, conflict.pk, "take", "anna"))
        assert office.sync(espo_id).again
    office.retry(espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Ausadvoware"


def test_a_decision_made_during_a_run_that_closes_its_question_is_used_up(
    office: Office, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SYNC_CONFLICT_POLICY = "manual"
    espo_id, number = edited_on_both_sides(office, "Eins", "Zwei")
    conflict = question(office, espo_id)
    office.edit_advoware(number, name="Eins")  # MK has aligned it
    with monkeypatch.context() as patch:
        after(patch, EspoClient, "read", lambda: decide(DEFINITION, conflict.pk, "take", "anna"))
        office.sync(espo_id)
    assert office.party(espo_id).has_questions  # the next run has to find it
    comes_to_rest(office, espo_id)
    assert not office.party(espo_id).has_questions
    assert not office.party(espo_id).conflicts.filter(wish__isnull=False).exists()


def test_a_value_that_loses_while_a_person_closes_the_question_is_kept_in_a_new_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = edited_on_both_sides(office, "Eins", "Zwei")
    conflict = question(office, espo_id)
    office.edit_espocrm(espo_id, lastName="Drei")
    office.edit_advoware(number, name="Vier")
    with monkeypatch.context() as patch:
        after(patch, EspoClient, "read", lambda: decide(DEFINITION, conflict.pk, "seen", "anna"))
        office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert office.advoware(number)["name"] == "Drei"
    assert kept(office, espo_id) == ["Vier"]
    assert question(office, espo_id).pk != conflict.pk


def test_an_entry_that_loses_while_a_person_closes_the_question_is_kept_in_a_new_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = both_edited(office)
    conflict = question(office, espo_id)
    enter_phones(office, espo_id, "+493023125011")
    edit_entry(office, number, entries(office, number)[0].id, tlf="030 / 23125-012")
    with monkeypatch.context() as patch:
        after(patch, EspoClient, "read", lambda: decide(DEFINITION, conflict.pk, "seen", "anna"))
        office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, number)) == ["+493023125011"]
    assert kept(office, espo_id) == ["+493023125012"]
    assert question(office, espo_id).pk != conflict.pk


def test_an_answer_given_during_a_run_stands(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, _ = office.linked_person()
    after_number = office.person_in_advoware(name="Anders")
    office.edit_espocrm(espo_id, betnr=after_number)
    office.sync(espo_id)
    with monkeypatch.context() as patch:
        after(patch, EspoClient, "read", lambda: answer_hold(DEFINITION, office.party(espo_id).pk, "agree", "anna"))
        office.sync(espo_id)
    office.retry(espo_id)
    assert office.party(espo_id).number == after_number


def test_retries_reset_during_a_failing_run_stay_reset(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = office.linked_person()
    office.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", status=500, times=0)
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.sync(espo_id)
    office.sync(espo_id, trigger="person")
    with monkeypatch.context() as patch:
        pk = office.party(espo_id).pk
        after(patch, EspoClient, "read", lambda: operations.reset_retries(DEFINITION, [pk], "anna"))
        office.sync(espo_id, trigger="person")
    assert office.party(espo_id).failures == 0
    assert office.party(espo_id).revived


def test_a_run_whose_record_fails_is_known_as_broken_off(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, _ = office.linked_person()

    def unwritable(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(record, "end", unwritable)
        with pytest.raises(ZeroDivisionError):
            office.sync(espo_id)
    assert office.sync(espo_id).outcome == "equal"
    assert not office.party(espo_id).attempts.filter(outcome="running").exists()
    assert office.party(espo_id).sync_status == "clean"


def test_a_nul_character_is_left_out_and_stops_nothing(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, vorname="Ma\0x-Emil")
    assert office.sync(espo_id).outcome == "written"
    assert office.espocrm(espo_id)["firstName"] == "Max-Emil"


def test_a_very_long_author_stops_nothing(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.update(number, {"vorname": "Emil"}, "M" * 150)
    assert office.sync(espo_id).outcome == "written"
    assert office.espocrm(espo_id)["firstName"] == "Emil"


def test_an_announcement_during_a_failing_run_leaves_its_retry_standing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = office.linked_person()
    office.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", status=500, times=0)
    with monkeypatch.context() as patch:
        after(patch, EspoClient, "read", lambda: office.note(espo_id))
        office.sync(espo_id)
    assert office.party(espo_id).failures == 1
    assert office.party(espo_id).due_at is not None
