"""What a person can do about a record that is gone, or a link that should not be (rules 1.3)."""

from __future__ import annotations

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.people import decisions
from tests.runner.conftest import Office


def gone(office: Office) -> tuple[str, int]:
    """A party whose record MK has deleted in Advoware, and the console knows it."""
    espo_id, number = office.linked_person()
    office.delete_in_advoware(number)
    office.sync(espo_id)
    assert office.party(espo_id).gone_at
    office.forget_calls()
    return espo_id, number


def test_recreate_makes_one_new_record_with_espocrms_values_and_publishes_its_number(known: Office) -> None:
    espo_id, number = gone(known)
    assert known.answer(espo_id, "recreate").outcome == "written"
    (new,) = known.named_in_advoware()
    assert new != number
    assert known.espocrm(espo_id)["betnr"] == new
    party = known.party(espo_id)
    assert (party.number, party.gone_at, party.sync_status, party.answers) == (new, None, "clean", {})


def test_recreate_asked_twice_makes_one_record(known: Office) -> None:
    espo_id, _ = gone(known)
    known.answer(espo_id, "recreate")
    known.sync(espo_id)
    assert len(known.named_in_advoware()) == 1


def test_recreate_links_a_record_that_is_there_under_another_number(searchable: Office) -> None:
    espo_id, _ = gone(searchable)
    merged_into = searchable.person_in_advoware()
    searchable.answer(espo_id, "recreate")
    assert searchable.party(espo_id).number == merged_into
    assert searchable.named_in_advoware() == [merged_into]
    assert searchable.espocrm(espo_id)["betnr"] == merged_into


def test_a_recreate_of_unknown_outcome_is_not_repeated(searchable: Office) -> None:
    espo_id, _ = gone(searchable)
    searchable.box.advo_faults.arm(method="POST", path="Beteiligte$", when="after", drop=True)
    searchable.answer(espo_id, "recreate")
    searchable.sync(espo_id, trigger="person")
    (new,) = searchable.named_in_advoware()
    assert searchable.espocrm(espo_id)["betnr"] == new


def test_recreate_brings_phones_along(known: Office) -> None:
    espo_id, number = known.linked_person()
    known.edit_espocrm(espo_id, phoneNumberData=[{"phoneNumber": "+4951112345", "type": "Office", "primary": True}])
    known.sync(espo_id)
    known.delete_in_advoware(number)
    known.sync(espo_id)
    known.answer(espo_id, "recreate")
    (new,) = known.named_in_advoware()
    assert [entry["tlf"] for entry in known.advoware(new)["kommunikation"]] == ["0511 12345"]
    assert len(known.espocrm(espo_id)["phoneNumberData"]) == 1


def test_unlink_takes_the_number_away_and_nothing_is_created_by_itself(known: Office) -> None:
    espo_id, _ = gone(known)
    known.answer(espo_id, "unlink")
    assert known.espocrm(espo_id)["betnr"] is None
    known.sync(espo_id)
    assert known.party(espo_id).number is None
    assert known.party(espo_id).hold["code"] == "unlinked"
    assert known.named_in_advoware() == []


def test_an_unlinked_party_can_be_linked_again(known: Office) -> None:
    espo_id, _ = gone(known)
    known.answer(espo_id, "unlink")
    number = known.person_in_advoware()
    known.answer(espo_id, "link", str(number))
    assert known.party(espo_id).number == number
    assert known.espocrm(espo_id)["betnr"] == number
    assert known.party(espo_id).sync_status == "clean"


def test_an_unlinked_party_can_be_created_anew(known: Office) -> None:
    espo_id, _ = gone(known)
    known.answer(espo_id, "unlink")
    known.answer(espo_id, "create-anyway")
    (number,) = known.named_in_advoware()
    assert known.espocrm(espo_id)["betnr"] == number


def test_a_number_typed_for_an_unlinked_party_links_it(known: Office) -> None:
    espo_id, _ = gone(known)
    known.answer(espo_id, "unlink")
    number = known.person_in_advoware()
    known.edit_espocrm(espo_id, betnr=number)
    known.sync(espo_id)
    assert known.party(espo_id).number == number


def test_a_cleared_number_may_be_accepted_as_unlinked(known: Office) -> None:
    espo_id, number = known.linked_person()
    known.edit_espocrm(espo_id, betnr=None)
    known.sync(espo_id)
    known.answer(espo_id, "unlink")
    assert known.party(espo_id).hold["code"] == "unlinked"
    assert known.party(espo_id).number is None
    known.edit_advoware(number, name="Geändert")
    known.sync(espo_id)
    assert known.espocrm(espo_id)["lastName"] == "Mustermann"


@pytest.mark.parametrize("action", ["recreate", "unlink"])
def test_both_are_refused_where_nothing_is_gone(known: Office, action: str) -> None:

    espo_id, _ = known.linked_person()
    assert not decisions.answer_hold(DEFINITION, known.party(espo_id).pk, action, "anna").done
