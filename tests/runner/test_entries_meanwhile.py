"""People who edit phones and mails in the middle of a run lose nothing (rules 1.2 and 2)."""

from __future__ import annotations

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from tests.runner.conftest import Office
from tests.runner.entries import (
    HOME,
    HOME_TYPED,
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
    in_sync,
    kept,
    mails,
    marker,
    phone,
    phone_row,
    phones,
    tel,
    typed,
)
from tests.runner.midway import after, before
from tests.runner.movable_clock import MovableClock


def mk_edits(office: Office, number: int, tlf: str, nth: int = 0) -> None:
    """MK types `tlf` over an entry."""
    edit_entry(office, number, entries(office, number)[nth].id, tlf=tlf)


# In Advoware


def test_an_entry_edited_between_an_old_read_and_our_put_is_seen(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)

    def mk_edits_and_time_passes() -> None:
        mk_edits(office, number, "030 / 23125-003")
        time.advance(1.5)

    after(monkeypatch, AdvoClient, "read", mk_edits_and_time_passes)
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, number)) == [OTHER_OFFICE]
    assert kept(office, espo_id) == ["+493023125003"]  # seen as a conflict, not overwritten blindly


def test_a_remark_edited_between_an_old_read_and_our_put_survives(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)

    def mk_notes_and_time_passes() -> None:
        edit_entry(office, number, entries(office, number)[0].id, bemerkung=marker(OFFICE, 1, "Zentrale"))
        time.advance(1.5)

    after(monkeypatch, AdvoClient, "read", mk_notes_and_time_passes)
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert entries(office, number)[0].bemerkung == marker(OTHER_OFFICE, 1, "Zentrale")


def test_a_read_of_over_a_second_ago_is_repeated_before_the_entries_are_written(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    after(monkeypatch, AdvoClient, "read", lambda: time.advance(1.5))
    office.sync(espo_id)
    assert office.calls()[:4] == ["GET E", "GET A", "GET A", "PUT A"]


def test_an_entry_edited_after_our_put_is_pulled(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    after(monkeypatch, AdvoClient, "replace_part", lambda: mk_edits(office, number, "030 / 23125-003"))
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == ["030 / 23125-003"]
    assert phones(office, espo_id) == ["+493023125003"]


def test_an_entry_added_after_our_read_is_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    after(monkeypatch, AdvoClient, "read", lambda: add_entry(office, number, MOBILE_TYPED, 3))
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, MOBILE])
    assert digits(typed(office, number)) == sorted([OTHER_OFFICE, MOBILE])


def test_an_entry_edited_between_two_puts_of_a_group_is_kept(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(HOME_TYPED, 6))
    enter_phones(office, espo_id, OTHER_OFFICE)  # one edited (or new), one deleted
    after(monkeypatch, AdvoClient, "replace_part", lambda: add_entry(office, number, MOBILE_TYPED, 3))
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, MOBILE])
    assert digits(typed(office, number)) == sorted([OTHER_OFFICE, MOBILE])


# In EspoCRM


def test_a_number_entered_after_our_read_is_not_unlinked_by_our_array(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    add_entry(office, number, MOBILE_TYPED, 3)

    def anna_enters_one_and_time_passes() -> None:
        enter_phones(office, espo_id, OFFICE, phone(HOME, "Home"))
        time.advance(1.5)

    after(monkeypatch, EspoClient, "read", anna_enters_one_and_time_passes)
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, HOME, MOBILE])
    assert digits(typed(office, number)) == sorted([OFFICE, HOME, MOBILE])


def test_the_arrays_are_written_only_after_a_fresh_read(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    add_entry(office, number, MOBILE_TYPED, 3)
    after(monkeypatch, AdvoClient, "read", lambda: time.advance(1.5))
    office.sync(espo_id)
    calls = office.calls()
    assert calls[: calls.index("PATCH E") + 1] == ["GET E", "GET A", "GET E", "PATCH E"]


def test_with_version_control_a_number_entered_right_before_our_patch_is_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.box.espo.options.version_control = True
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    add_entry(office, number, MOBILE_TYPED, 3)
    before(monkeypatch, EspoClient, "update", lambda: enter_phones(office, espo_id, OFFICE, phone(HOME, "Home")))
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, HOME, MOBILE])
    assert digits(typed(office, number)) == sorted([OFFICE, HOME, MOBILE])


def test_a_number_entered_right_after_our_patch_is_carried(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    add_entry(office, number, MOBILE_TYPED, 3)
    anna_enters = [OFFICE, phone(MOBILE, "Mobile"), phone(HOME, "Home")]
    after(monkeypatch, EspoClient, "update", lambda: enter_phones(office, espo_id, *anna_enters))
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, MOBILE, HOME])
    assert digits(typed(office, number)) == sorted([OFFICE, MOBILE, HOME])


def test_a_number_deleted_right_after_our_patch_does_not_return(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(HOME_TYPED, 6))
    add_entry(office, number, MOBILE_TYPED, 3)
    left = [phone(HOME, "Home"), phone(MOBILE, "Mobile")]
    after(monkeypatch, EspoClient, "update", lambda: enter_phones(office, espo_id, *left))
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([HOME, MOBILE])
    assert digits(typed(office, number)) == sorted([HOME, MOBILE])


def test_espocrms_stale_answer_to_the_patch_is_no_edit(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel("Max@Example.invalid", 4))
    mk_edits(office, number, OTHER_OFFICE_TYPED)
    mk_edits(office, number, "Moritz@Example.invalid", 1)
    ended = office.sync(espo_id)
    assert not ended.again
    assert (phones(office, espo_id), mails(office, espo_id)) == ([OTHER_OFFICE], ["Moritz@Example.invalid"])
    assert typed(office, number) == sorted([OTHER_OFFICE_TYPED, "Moritz@Example.invalid"])
    comes_to_rest(office, espo_id, runs=0)
    assert office.open_questions(espo_id) == []


def test_flags_that_a_person_sets_between_our_read_and_our_patch_survive_a_fresh_read(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    add_entry(office, number, MOBILE_TYPED, 3)

    def anna_opts_out_and_time_passes() -> None:
        enter_phones(office, espo_id, phone(OFFICE, optOut=True))
        time.advance(1.5)

    after(monkeypatch, EspoClient, "read", anna_opts_out_and_time_passes)
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert phone_row(office, espo_id, OFFICE)["optOut"]
    assert phones(office, espo_id) == sorted([OFFICE, MOBILE])


@pytest.mark.parametrize("gone", [0, 1])
def test_an_entry_deleted_right_before_its_marker_is_renewed_does_not_return(
    office: Office, monkeypatch: pytest.MonkeyPatch, gone: int
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    mk_edits(office, number, OTHER_OFFICE_TYPED)
    deleted = entries(office, number)[gone].id
    before(monkeypatch, AdvoClient, "replace_part", lambda: delete_entry(office, number, deleted))
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    left = [[MOBILE], [OTHER_OFFICE]][gone]
    assert phones(office, espo_id) == digits(typed(office, number)) == left


# The record itself is exchanged


def test_a_number_changed_after_an_entry_was_written_in_a_first_run_removes_nothing(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, other = office.person_in_advoware(), office.person_in_advoware()
    espo_id = office.person_in_espocrm(betnr=number)
    enter_phones(office, espo_id, OFFICE)

    def anna_changes_the_number_and_time_passes() -> None:
        office.edit_espocrm(espo_id, betnr=other)
        time.advance(1.5)

    after(monkeypatch, AdvoClient, "create_part", anna_changes_the_number_and_time_passes)
    assert office.sync(espo_id).outcome == "held"
    office.answer(espo_id, "agree")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, other)) == [OFFICE]
