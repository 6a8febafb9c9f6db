"""One entry changed on both sides: the policy decides, the losing value waits for a person (rules 1.2 and 4)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.people.decisions import decide
from tests.runner.conftest import Office
from tests.runner.entries import (
    IN_ADVOWARE,
    IN_ADVOWARE_TYPED,
    MAX_MAIL,
    MOBILE_TYPED,
    OFFICE_TYPED,
    OTHER_OFFICE,
    add_entry,
    both_edited,
    comes_to_rest,
    delete_entry,
    digits,
    edit_entry,
    enter_mails,
    enter_phones,
    entries,
    in_sync,
    kept,
    mails,
    phones,
    question,
    tel,
    typed,
)


def test_espocrm_wins_by_default_and_the_losing_number_is_kept(office: Office) -> None:
    espo_id, number = both_edited(office)
    assert phones(office, espo_id) == [OTHER_OFFICE]
    assert digits(typed(office, number)) == [OTHER_OFFICE]
    assert question(office, espo_id).kind == "review"
    assert kept(office, espo_id) == [IN_ADVOWARE]
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"


def test_where_advoware_is_to_win_espocrms_number_is_kept(office: Office, settings: Any) -> None:
    settings.SYNC_CONFLICT_POLICY = "advoware"
    espo_id, number = both_edited(office)
    assert phones(office, espo_id) == [IN_ADVOWARE]
    assert typed(office, number) == [IN_ADVOWARE_TYPED]
    assert kept(office, espo_id) == [OTHER_OFFICE]


def test_a_lost_address_is_kept_as_well(office: Office) -> None:
    espo_id, number = in_sync(office, tel(MAX_MAIL, 4))
    enter_mails(office, espo_id, "anna@example.invalid")
    edit_entry(office, number, entries(office, number)[0].id, tlf="mk@example.invalid")
    comes_to_rest(office, espo_id)
    assert (mails(office, espo_id), typed(office, number)) == (["anna@example.invalid"], ["anna@example.invalid"])
    assert kept(office, espo_id) == ["mk@example.invalid"]


def test_take_brings_the_losing_number_back_on_both_sides(office: Office) -> None:
    espo_id, number = both_edited(office)
    assert decide(DEFINITION, question(office, espo_id).pk, "take", "anna").done
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [IN_ADVOWARE]
    assert digits(typed(office, number)) == [IN_ADVOWARE]
    assert office.open_questions(espo_id) == []
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_seen_closes_and_changes_no_number(office: Office) -> None:
    espo_id, number = both_edited(office)
    assert decide(DEFINITION, question(office, espo_id).pk, "seen", "anna").done
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == phones(office, espo_id) == [OTHER_OFFICE]
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_a_decision_is_void_if_the_number_moves_before_the_run(office: Office) -> None:
    espo_id, number = both_edited(office)
    row = question(office, espo_id)
    decide(DEFINITION, row.pk, "take", "anna")
    enter_phones(office, espo_id, "+493023125009")
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == phones(office, espo_id) == ["+493023125009"]
    row.refresh_from_db()
    assert row.closed_at is None


# Edit against delete


@pytest.mark.parametrize("delete", ["emptied", "deleted"])
def test_an_edit_in_espocrm_survives_a_deletion_in_advoware(office: Office, delete: str) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    entry = entries(office, number)[0].id
    edit_entry(office, number, entry, tlf="") if delete == "emptied" else delete_entry(office, number, entry)
    office.edit_espocrm(
        espo_id,
        phoneNumberData=[
            {"phoneNumber": OTHER_OFFICE, "type": "Office"},
            {"phoneNumber": "+491713920012", "type": "Mobile"},
        ],
    )
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, "+491713920012"])
    assert digits(typed(office, number)) == sorted([OTHER_OFFICE, "+491713920012"])


def test_an_edit_in_advoware_survives_a_deletion_in_espocrm(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, tlf=IN_ADVOWARE_TYPED)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [IN_ADVOWARE]
    assert typed(office, number) == [IN_ADVOWARE_TYPED]


def test_in_a_conflict_the_new_entries_of_advoware_are_imported_all_the_same(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    edit_entry(office, number, entries(office, number)[0].id, tlf=IN_ADVOWARE_TYPED)
    add_entry(office, number, MOBILE_TYPED, 3)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, "+491713920012"])
    assert digits(typed(office, number)) == sorted([OTHER_OFFICE, "+491713920012"])
    assert kept(office, espo_id) == [IN_ADVOWARE]
