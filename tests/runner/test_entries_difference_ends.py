"""A refused number that a person then makes equal on both sides is agreed, and synced like any other (rules 1.1)."""

from __future__ import annotations

import pytest

from tests.runner.conftest import Office
from tests.runner.entries import (
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    OTHER_OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    digits,
    edit_entry,
    enter_phones,
    entries,
    in_sync,
    phones,
    typed,
)
from tests.runner.test_entries_refused import differences, espocrm_refuses_phones


@pytest.fixture
def party(office: Office) -> tuple[str, int]:
    """A party whose number EspoCRM refused to us and took from Anna."""
    espo_id, number = in_sync(office)
    add_entry(office, number, OFFICE_TYPED)
    espocrm_refuses_phones(office, times=1)
    comes_to_rest(office, espo_id)
    assert (phones(office, espo_id), differences(office, espo_id)) == ([], [OFFICE])
    enter_phones(office, espo_id, OFFICE)
    comes_to_rest(office, espo_id)
    return espo_id, number


def test_a_refused_number_that_a_person_enters_is_no_difference_any_more(
    office: Office, party: tuple[str, int]
) -> None:
    espo_id, number = party
    assert (phones(office, espo_id), typed(office, number)) == ([OFFICE], [OFFICE_TYPED])
    assert office.open_questions(espo_id) == []
    assert office.party(espo_id).sync_status == "clean"


def test_its_deletion_in_espocrm_is_then_carried(office: Office, party: tuple[str, int]) -> None:
    espo_id, number = party
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert (phones(office, espo_id), typed(office, number)) == ([], [])


def test_its_edit_in_espocrm_is_then_carried(office: Office, party: tuple[str, int]) -> None:
    espo_id, number = party
    enter_phones(office, espo_id, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == phones(office, espo_id) == [OTHER_OFFICE]


def test_its_edit_in_advoware_is_then_carried(office: Office, party: tuple[str, int]) -> None:
    espo_id, number = party
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OTHER_OFFICE]
    assert typed(office, number) == [OTHER_OFFICE_TYPED]
