"""A worker that dies at any step of a run with entries on both sides: later runs settle it (rules 1.2, crashes)."""

from __future__ import annotations

from typing import Any

import pytest

from kommunikation.run import save
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from syncconsole.run import record
from tests.runner.conftest import Office
from tests.runner.dying_worker import killed_after
from tests.runner.entries import (
    HOME,
    HOME_TYPED,
    MAX_MAIL,
    MOBILE,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    OTHER_OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    delete_entry,
    digits,
    edit_entry,
    enter_phones,
    entries,
    entry_of,
    in_sync,
    kept,
    mails,
    marker,
    phone,
    phones,
    tel,
    typed,
)
from tests.runner.movable_clock import MovableClock

NEW_IN_ESPO, NEW_IN_ADVOWARE, NEW_IN_ADVOWARE_TYPED = "+493023125008", "+493023125009", "030 / 23125-009"

STEPS = [
    *[pytest.param(EspoClient, "read", nth, id=f"EspoCRM-read-{nth}") for nth in (1, 2)],
    *[pytest.param(AdvoClient, "read", nth, id=f"Advoware-read-{nth}") for nth in (1, 2)],
    *[pytest.param(save, "announce", nth, id=f"announced-{nth}") for nth in (1, 2, 3)],
    *[pytest.param(AdvoClient, "replace_part", nth, id=f"entry-put-{nth}") for nth in (1, 2, 3, 4)],
    pytest.param(AdvoClient, "create_part", 1, id="entry-posted"),
    *[pytest.param(save, "after_answer", nth, id=f"answer-stored-{nth}") for nth in (1, 2, 3, 4)],
    pytest.param(AdvoClient, "replace", 1, id="record-put"),
    pytest.param(EspoClient, "update", 1, id="patched"),
    pytest.param(record, "end", 1, id="recorded"),
]


def found_again(office: Office, time: MovableClock, espo_id: str) -> None:
    """The dead worker's lease ends, and workers come by until nothing is left to do."""
    for _ in range(4):
        time.advance(700)
        office.last_lock_ends(espo_id)
        office.retry(espo_id)


def edited_on_both_sides(office: Office) -> tuple[str, int]:
    """A party that has an edit, a deletion and a new number waiting on each side, and an edited field."""
    espo_id, number = in_sync(
        office,
        tel(OFFICE_TYPED, 1, "Zentrale"),
        tel(MOBILE_TYPED, 3),
        tel(HOME_TYPED, 6, "abends"),
        tel(OTHER_OFFICE_TYPED),
        tel(MAX_MAIL, 4),
    )
    office.edit_espocrm(
        espo_id,
        lastName="Beispiel",
        phoneNumberData=[
            phone("+493023125007"),  # was OFFICE: edited
            phone(HOME, "Home"),
            phone(OTHER_OFFICE),
            phone(NEW_IN_ESPO, "Fax"),
        ],  # MOBILE is deleted
    )
    edit_entry(office, number, entry_of(office, number, MAX_MAIL).id, tlf="moritz@example.invalid")
    delete_entry(office, number, entry_of(office, number, OTHER_OFFICE_TYPED).id)
    add_entry(office, number, NEW_IN_ADVOWARE_TYPED, 1, "neu")
    return espo_id, number


def assert_all_edits_arrived(office: Office, espo_id: str, number: int) -> None:
    """Both sides hold what the people typed, once, and each remark stands where it was."""
    wanted = sorted(["+493023125007", HOME, NEW_IN_ESPO, NEW_IN_ADVOWARE])
    assert phones(office, espo_id) == wanted
    assert digits([text for text in typed(office, number) if "@" not in text]) == wanted
    assert (mails(office, espo_id), [text for text in typed(office, number) if "@" in text]) == (
        ["moritz@example.invalid"],
        ["moritz@example.invalid"],
    )
    remarks = {entry.bemerkung for entry in entries(office, number) if entry.tlf}
    assert remarks >= {
        marker("+493023125007", 1, "Zentrale"),
        marker(HOME, 6, "abends"),
        marker(NEW_IN_ADVOWARE, 1, "neu"),
        marker(NEW_IN_ESPO, 2),
    }
    assert office.advoware(number)["name"] == office.espocrm(espo_id)["lastName"] == "Beispiel"


def test_without_a_crash_one_run_carries_it_all(office: Office) -> None:
    espo_id, number = edited_on_both_sides(office)
    office.sync(espo_id)
    assert_all_edits_arrived(office, espo_id, number)
    comes_to_rest(office, espo_id, runs=0)


@pytest.mark.parametrize(("owner", "step", "calls"), STEPS)
def test_a_run_that_dies_is_settled_without_a_duplicate_and_without_a_loss(
    office: Office, time: MovableClock, owner: Any, step: str, calls: int
) -> None:
    espo_id, number = edited_on_both_sides(office)
    with killed_after(owner, step, calls=calls):
        office.sync(espo_id)
    found_again(office, time, espo_id)
    assert_all_edits_arrived(office, espo_id, number)
    assert office.party(espo_id).sync_status == "clean"
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


@pytest.mark.parametrize(("owner", "step"), [(AdvoClient, "replace_part"), (save, "after_answer"), (record, "end")])
def test_a_conflict_whose_run_dies_keeps_the_losing_number(
    office: Office, time: MovableClock, owner: Any, step: str
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    edit_entry(office, number, entries(office, number)[0].id, tlf=NEW_IN_ADVOWARE_TYPED)
    with killed_after(owner, step):
        office.sync(espo_id)
    found_again(office, time, espo_id)
    assert digits(typed(office, number)) == phones(office, espo_id) == [OTHER_OFFICE]
    assert kept(office, espo_id) == [NEW_IN_ADVOWARE]


@pytest.mark.parametrize(
    ("owner", "step", "calls"),
    [
        (save, "announce", 1),
        (AdvoClient, "create_part", 1),
        (save, "after_answer", 1),
        (AdvoClient, "replace_part", 1),
        (AdvoClient, "read", 2),
        (record, "end", 1),
    ],
)
def test_a_type_move_that_dies_ends_in_one_filled_entry(
    office: Office, time: MovableClock, owner: Any, step: str, calls: int
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, "Zentrale"))
    time.advance(5)
    enter_phones(office, espo_id, phone(OFFICE, "Mobile"))
    with killed_after(owner, step, calls=calls):
        office.sync(espo_id)
    found_again(office, time, espo_id)
    filled = [(entry.komm_kz, entry.bemerkung) for entry in entries(office, number) if entry.tlf]
    assert filled == [(3, marker(OFFICE, 3, "Zentrale"))]
    assert phones(office, espo_id) == [OFFICE]


@pytest.mark.parametrize(
    ("owner", "step", "calls"),
    [
        (AdvoClient, "create", 1),
        (record, "before_writes", 1),
        (save, "announce", 1),
        (AdvoClient, "create_part", 1),
        (AdvoClient, "create_part", 2),
        (save, "after_answer", 1),
        (save, "after_answer", 2),
        (EspoClient, "update", 1),
        (record, "end", 1),
    ],
)
def test_a_create_with_entries_that_dies_makes_each_once(
    searchable: Office, time: MovableClock, owner: Any, step: str, calls: int
) -> None:
    espo_id = searchable.person_in_espocrm(
        phoneNumberData=[phone(OFFICE)], emailAddressData=[{"emailAddress": MAX_MAIL}]
    )
    with killed_after(owner, step, calls=calls):
        searchable.sync(espo_id)
    found_again(searchable, time, espo_id)
    (number,) = searchable.named_in_advoware()
    assert sorted(text for text in typed(searchable, number) if "@" in text) == [MAX_MAIL]
    assert digits([text for text in typed(searchable, number) if "@" not in text]) == [OFFICE]
    assert searchable.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize(("step", "calls"), [("create_part", 1), ("replace_part", 1)])
def test_an_edit_of_the_office_after_the_death_is_kept(
    office: Office, time: MovableClock, step: str, calls: int
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE, phone(MOBILE, "Mobile"))
    with killed_after(AdvoClient, step, calls=calls):
        office.sync(espo_id)
    for entry in entries(office, number):
        edit_entry(office, number, entry.id, tlf=f"030 23125-09{entry.id % 10}")
    later = digits(typed(office, number))
    found_again(office, time, espo_id)
    held = {*phones(office, espo_id), *digits(typed(office, number)), *kept(office, espo_id)}
    assert set(later) <= held
    assert phones(office, espo_id) == digits(typed(office, number))
