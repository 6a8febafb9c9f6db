"""An entry POST whose answer never came makes no second entry and is not repeated within the quarantine (rules 1.2)."""

from __future__ import annotations

import pytest

from tests.runner.conftest import Office
from tests.runner.entries import (
    MAX_MAIL,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    add_entry,
    comes_to_rest,
    delete_entry,
    digits,
    edit_entry,
    enter_phones,
    entries,
    in_sync,
    marker,
    phone,
    phones,
    tel,
    typed,
)
from tests.runner.movable_clock import MovableClock

QUARANTINE = 600


def posted_into_the_dark(office: Office, when: str, *more: str) -> tuple[str, int]:
    """A number new in EspoCRM whose POST ended in a dropped connection, before or after it took effect."""
    espo_id, number = in_sync(office, *[tel(text) for text in more])
    enter_phones(office, espo_id, OFFICE, *phones(office, espo_id))
    office.box.advo_faults.arm(method="POST", path="Kommunikationen", drop=True, when=when)
    assert office.sync(espo_id).outcome == "failed"
    office.forget_calls()
    return espo_id, number


def test_an_entry_that_was_made_is_found_and_never_made_again(known: Office, time: MovableClock) -> None:
    espo_id, number = posted_into_the_dark(known, "after")
    for _ in range(4):
        time.advance(90)
        known.retry(espo_id)
    time.advance(QUARANTINE)
    comes_to_rest(known, espo_id)
    (entry,) = entries(known, number)
    assert (digits([entry.tlf]), entry.bemerkung) == ([OFFICE], marker(OFFICE, 1))
    assert "POST A" not in known.calls()
    assert known.party(espo_id).sync_status == "clean"


def test_an_entry_that_was_not_made_waits_for_the_quarantine(known: Office, time: MovableClock) -> None:
    espo_id, number = posted_into_the_dark(known, "before")
    for _ in range(4):
        time.advance(120)
        known.sync(espo_id)
    assert typed(known, number) == []
    assert "POST A" not in known.calls()
    time.advance(QUARANTINE - 4 * 120 + 5)
    known.retry(espo_id)
    assert digits(typed(known, number)) == [OFFICE]
    assert known.calls().count("POST A") == 1
    assert phones(known, espo_id) == [OFFICE]


def test_it_is_due_again_without_a_person_when_the_quarantine_is_over(known: Office, time: MovableClock) -> None:
    espo_id, number = posted_into_the_dark(known, "before")
    time.advance(90)
    known.retry(espo_id)
    due = known.party(espo_id).due_at
    assert due is not None
    time.advance(QUARANTINE)
    known.retry(espo_id)
    assert digits(typed(known, number)) == [OFFICE]


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_rest_of_the_party_flows_meanwhile(known: Office, time: MovableClock, when: str) -> None:
    espo_id, number = posted_into_the_dark(known, when, "030 23125-002")
    known.edit_espocrm(
        espo_id, lastName="Beispiel", emailAddressData=[{"emailAddress": MAX_MAIL}],
        phoneNumberData=[phone(OFFICE), phone("+493023125003")],
    )  # fmt: skip
    add_entry(known, number, MOBILE_TYPED, 3)
    time.advance(90)
    known.sync(espo_id)
    assert known.advoware(number)["name"] == "Beispiel"
    assert MAX_MAIL in typed(known, number)
    assert "+491713920012" in phones(known, espo_id)
    assert "+493023125003" in digits([text for text in typed(known, number) if "@" not in text])


def test_an_entry_made_in_the_dark_and_then_edited_by_the_office_is_its_edit(known: Office, time: MovableClock) -> None:
    espo_id, number = posted_into_the_dark(known, "after")
    edit_entry(known, number, entries(known, number)[0].id, tlf="030 / 23125-002")
    time.advance(90)
    known.retry(espo_id)
    time.advance(QUARANTINE + 90)
    comes_to_rest(known, espo_id)
    assert typed(known, number) == ["030 / 23125-002"]
    assert phones(known, espo_id) == [OTHER_OFFICE]


def test_an_entry_made_in_the_dark_and_then_emptied_is_deleted_on_both_sides(known: Office, time: MovableClock) -> None:
    espo_id, number = posted_into_the_dark(known, "after")
    edit_entry(known, number, entries(known, number)[0].id, tlf="")
    time.advance(90)
    known.retry(espo_id)
    time.advance(QUARANTINE + 90)
    comes_to_rest(known, espo_id)
    assert typed(known, number) == []
    assert phones(known, espo_id) == []


def test_a_number_deleted_in_espocrm_during_the_quarantine_is_not_made(known: Office, time: MovableClock) -> None:
    espo_id, number = posted_into_the_dark(known, "before")
    enter_phones(known, espo_id)
    time.advance(90)
    known.sync(espo_id)
    time.advance(QUARANTINE + 90)
    comes_to_rest(known, espo_id)
    assert typed(known, number) == []
    assert "POST A" not in known.calls()


def test_a_number_made_in_the_dark_and_deleted_in_espocrm_meanwhile_is_emptied(
    known: Office, time: MovableClock
) -> None:
    espo_id, number = posted_into_the_dark(known, "after")
    enter_phones(known, espo_id)
    time.advance(90)
    known.sync(espo_id)
    time.advance(QUARANTINE + 90)
    comes_to_rest(known, espo_id)
    assert typed(known, number) == []
    assert phones(known, espo_id) == []


def test_a_number_that_the_office_types_during_the_quarantine_is_taken(known: Office, time: MovableClock) -> None:
    espo_id, number = posted_into_the_dark(known, "before")
    own = add_entry(known, number, OFFICE_TYPED)
    time.advance(90)
    known.sync(espo_id)
    time.advance(QUARANTINE + 90)
    comes_to_rest(known, espo_id)
    assert [(entry.id, entry.tlf) for entry in entries(known, number)] == [(own, OFFICE_TYPED)]
    assert "POST A" not in known.calls()


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_edit_whose_answer_never_came_is_judged_by_the_next_read(
    known: Office, time: MovableClock, when: str
) -> None:
    espo_id, number = in_sync(known, tel(OFFICE_TYPED))
    enter_phones(known, espo_id, OTHER_OFFICE)
    known.box.advo_faults.arm(method="PUT", path="Kommunikationen", drop=True, when=when)
    known.sync(espo_id)
    time.advance(90)
    known.retry(espo_id)
    assert digits(typed(known, number)) == phones(known, espo_id) == [OTHER_OFFICE]
    assert known.open_questions(espo_id) == []
    assert known.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_edit_of_the_office_after_a_put_without_answer_is_not_lost(
    known: Office, time: MovableClock, when: str
) -> None:
    espo_id, number = in_sync(known, tel(OFFICE_TYPED))
    enter_phones(known, espo_id, OTHER_OFFICE)
    known.box.advo_faults.arm(method="PUT", path="Kommunikationen", drop=True, when=when)
    known.sync(espo_id)
    edit_entry(known, number, entries(known, number)[0].id, tlf="030 / 23125-003")
    time.advance(90)
    known.retry(espo_id)
    comes_to_rest(known, espo_id)
    kept = [k["value"] for row in known.party(espo_id).conflicts.filter(closed_at=None) for k in row.kept]
    survivors = {*digits(typed(known, number)), *phones(known, espo_id)}
    assert len(survivors) == 1
    assert "+493023125003" in survivors | set(kept)


def test_an_entry_deleted_after_a_put_without_answer_does_not_return(known: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(known, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(known, espo_id, OTHER_OFFICE, phone("+491713920012", "Mobile"))
    known.box.advo_faults.arm(method="PUT", path="Kommunikationen", drop=True, when="after")
    known.sync(espo_id)
    delete_entry(known, number, entries(known, number)[0].id)
    time.advance(90)
    known.retry(espo_id)
    comes_to_rest(known, espo_id)
    assert digits(typed(known, number)) == phones(known, espo_id)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_patch_of_the_arrays_whose_answer_never_came_is_judged_by_the_next_read(
    known: Office, time: MovableClock, when: str
) -> None:
    espo_id, number = in_sync(known, tel(OFFICE_TYPED))
    add_entry(known, number, MOBILE_TYPED, 3)
    known.box.espo_faults.arm(method="PATCH", drop=True, when=when)
    assert known.sync(espo_id).outcome == "failed"
    time.advance(90)
    known.retry(espo_id)
    comes_to_rest(known, espo_id)
    assert phones(known, espo_id) == sorted([OFFICE, "+491713920012"])
    assert typed(known, number) == sorted([OFFICE_TYPED, MOBILE_TYPED])
    assert known.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize(("status", "body"), [(201, ""), (204, ""), (201, "{}"), (201, "[]"), (201, '{"id": 0}')])
def test_a_post_whose_answer_tells_no_id_makes_no_second_entry(
    known: Office, time: MovableClock, status: int, body: str
) -> None:
    espo_id, number = in_sync(known)
    enter_phones(known, espo_id, OFFICE)
    known.box.advo_faults.arm(method="POST", path="Kommunikationen", when="after", status=status, body=body)
    for _ in range(3):
        known.sync(espo_id)
        time.advance(QUARANTINE + 90)
    assert len(entries(known, number)) == 1
    assert known.party(espo_id).sync_status == "clean"
