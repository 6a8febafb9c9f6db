"""The original's six variants through a real run, in both directions (advoware-and-espocrm 5.5, rules 1.2)."""

from __future__ import annotations

import pytest

from tests.runner.conftest import Office
from tests.runner.entries import (
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
    enter_mails,
    enter_phones,
    entries,
    entry_of,
    in_sync,
    mails,
    marker,
    phone,
    phone_row,
    phones,
    slot,
    slots,
    tel,
    typed,
)

KINDS_OF_NEW_PHONES = [("Office", 1), ("Mobile", 3), ("Home", 6), ("Fax", 2), ("Other", 10)]


# Var1: new in EspoCRM


@pytest.mark.parametrize(("type", "kommkz"), KINDS_OF_NEW_PHONES)
def test_a_number_new_in_espocrm_becomes_an_entry_of_its_kind_with_its_marker(
    office: Office, type: str, kommkz: int
) -> None:
    espo_id, number = in_sync(office)
    enter_phones(office, espo_id, phone(OFFICE, type))
    office.sync(espo_id)
    (entry,) = entries(office, number)
    assert entry.komm_kz == kommkz
    assert digits([entry.tlf]) == [OFFICE]
    assert entry.bemerkung == marker(OFFICE, kommkz)
    comes_to_rest(office, espo_id, runs=0)


def test_a_number_typed_in_espocrm_arrives_in_national_spacing(office: Office) -> None:
    espo_id, number = in_sync(office)
    enter_phones(office, espo_id, OFFICE)
    office.sync(espo_id)
    (entry,) = entries(office, number)
    assert entry.tlf.startswith("030 ")


def test_an_address_new_in_espocrm_becomes_an_entry_written_as_typed(office: Office) -> None:
    espo_id, number = in_sync(office)
    enter_mails(office, espo_id, "Max.Mustermann@Example.invalid")
    office.sync(espo_id)
    (entry,) = entries(office, number)
    assert (entry.tlf, entry.komm_kz) == ("Max.Mustermann@Example.invalid", 4)
    assert entry.bemerkung.startswith("[ESPOCRM:")
    assert entry.bemerkung.endswith(":4]")
    comes_to_rest(office, espo_id, runs=0)


def test_a_number_new_in_espocrm_that_already_stands_in_advoware_is_adopted(office: Office) -> None:
    espo_id, number = in_sync(office)
    entry = add_entry(office, number, OFFICE_TYPED, bemerkung="Zentrale")
    enter_phones(office, espo_id, OFFICE)
    office.sync(espo_id)
    (adopted,) = entries(office, number)
    assert (adopted.id, adopted.tlf) == (entry, OFFICE_TYPED)
    assert adopted.bemerkung == marker(OFFICE, 1, "Zentrale")
    assert phones(office, espo_id) == [OFFICE]
    assert "POST A" not in office.calls()


# Var2: deleted in EspoCRM


def test_a_number_deleted_in_espocrm_leaves_an_empty_slot(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, OFFICE)
    office.sync(espo_id)
    assert typed(office, number) == [OFFICE_TYPED]
    (emptied,) = [entry for entry in entries(office, number) if not entry.tlf]
    assert emptied.bemerkung == slot(3)
    comes_to_rest(office, espo_id, runs=0)
    assert phones(office, espo_id) == [OFFICE]


def test_an_address_deleted_in_espocrm_leaves_an_empty_slot(office: Office) -> None:
    espo_id, number = in_sync(office, tel(MAX_MAIL, 4), tel("moritz@example.invalid", 4))
    enter_mails(office, espo_id, "moritz@example.invalid")
    office.sync(espo_id)
    assert typed(office, number) == ["moritz@example.invalid"]
    assert [entry.bemerkung for entry in entries(office, number) if not entry.tlf] == [slot(4)]
    comes_to_rest(office, espo_id, runs=0)


# Var3: deleted in Advoware


def test_an_entry_deleted_in_advoware_leaves_espocrm(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    delete_entry(office, number, entry_of(office, number, MOBILE_TYPED).id)
    delete_entry(office, number, entry_of(office, number, MAX_MAIL).id)
    office.sync(espo_id)
    assert (phones(office, espo_id), mails(office, espo_id)) == ([OFFICE], [])
    comes_to_rest(office, espo_id, runs=0)
    assert typed(office, number) == [OFFICE_TYPED]


def test_an_entry_emptied_in_advoware_leaves_espocrm_and_becomes_a_slot(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    emptied = entry_of(office, number, MOBILE_TYPED).id
    edit_entry(office, number, emptied, tlf="")
    office.sync(espo_id)
    comes_to_rest(office, espo_id, runs=1)
    assert phones(office, espo_id) == [OFFICE]
    assert slots(office, number) == [emptied]
    assert next(entry for entry in entries(office, number) if entry.id == emptied).bemerkung == slot(3)


def test_what_both_sides_deleted_does_not_return(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, OFFICE)
    delete_entry(office, number, entry_of(office, number, MOBILE_TYPED).id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE]
    assert typed(office, number) == [OFFICE_TYPED]


# Var4: new in Advoware


@pytest.mark.parametrize(
    ("kommkz", "type"), [(1, "Office"), (2, "Fax"), (3, "Mobile"), (6, "Home"), (7, "Fax"), (10, "Other")]
)
def test_an_entry_new_in_advoware_reaches_espocrm_with_its_type(office: Office, kommkz: int, type: str) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, OFFICE_TYPED, kommkz)
    office.sync(espo_id)
    assert phone_row(office, espo_id, OFFICE)["type"] == type
    assert entries(office, number)[0].bemerkung == marker(OFFICE, kommkz)
    assert entries(office, number)[0].tlf == OFFICE_TYPED
    comes_to_rest(office, espo_id, runs=0)


@pytest.mark.parametrize("kommkz", [4, 8])
def test_an_address_new_in_advoware_reaches_espocrm(office: Office, kommkz: int) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, MAX_MAIL, kommkz)
    office.sync(espo_id)
    assert mails(office, espo_id) == [MAX_MAIL]
    assert phones(office, espo_id) == []
    comes_to_rest(office, espo_id, runs=0)


@pytest.mark.parametrize(
    ("tlf", "kommkz"), [("www.example.invalid", 5), ("DE.BEA.1234-5678-9012", 12), ("max@epost.example.invalid", 11)]
)
def test_web_addresses_epost_and_bea_ids_are_never_imported(office: Office, tlf: str, kommkz: int) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    add_entry(office, number, tlf, kommkz)
    office.sync(espo_id)
    assert (phones(office, espo_id), mails(office, espo_id)) == ([OFFICE], [])
    assert office.writes() == []
    assert entry_of(office, number, tlf).bemerkung == ""


def test_a_value_typed_into_a_slot_is_new_in_advoware(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, OFFICE)
    comes_to_rest(office, espo_id)
    (free,) = slots(office, number)
    edit_entry(office, number, free, tlf="0171 3920099")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, "+491713920099"])
    assert phone_row(office, espo_id, "+491713920099")["type"] == "Mobile"
    assert entry_of(office, number, "0171 3920099").bemerkung == marker("+491713920099", 3)


# Var5: changed in EspoCRM


def test_a_number_changed_in_espocrm_is_written_into_its_entry(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    before = entry_of(office, number, OFFICE_TYPED).id
    enter_phones(office, espo_id, OTHER_OFFICE, phone(MOBILE, "Mobile"))
    office.sync(espo_id)
    (entry,) = [entry for entry in entries(office, number) if entry.id == before]
    assert digits([entry.tlf]) == [OTHER_OFFICE]
    assert entry.bemerkung == marker(OTHER_OFFICE, 1)
    assert len(entries(office, number)) == 2
    comes_to_rest(office, espo_id, runs=0)


def test_an_address_changed_in_espocrm_is_written_into_its_entry(office: Office) -> None:
    espo_id, number = in_sync(office, tel(MAX_MAIL, 8))
    enter_mails(office, espo_id, "moritz@example.invalid")
    office.sync(espo_id)
    (entry,) = entries(office, number)
    assert (entry.tlf, entry.komm_kz) == ("moritz@example.invalid", 8)
    comes_to_rest(office, espo_id, runs=0)


# Var6: changed in Advoware


def test_an_entry_changed_in_advoware_is_changed_in_espocrm_and_gets_its_new_marker(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    entry = entry_of(office, number, OFFICE_TYPED).id
    edit_entry(office, number, entry, tlf=OTHER_OFFICE_TYPED)
    office.sync(espo_id)
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, MOBILE])
    changed = entry_of(office, number, OTHER_OFFICE_TYPED)
    assert (changed.id, changed.bemerkung) == (entry, marker(OTHER_OFFICE, 1))
    comes_to_rest(office, espo_id, runs=0)


def test_an_address_changed_in_advoware_is_changed_in_espocrm(office: Office) -> None:
    espo_id, number = in_sync(office, tel(MAX_MAIL, 4))
    edit_entry(office, number, entry_of(office, number, MAX_MAIL).id, tlf="moritz@example.invalid")
    comes_to_rest(office, espo_id, runs=1)
    assert mails(office, espo_id) == ["moritz@example.invalid"]


def test_the_same_edit_on_both_sides_only_renews_the_marker(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    enter_phones(office, espo_id, OTHER_OFFICE)
    office.sync(espo_id)
    (entry,) = entries(office, number)
    assert (entry.tlf, entry.bemerkung) == (OTHER_OFFICE_TYPED, marker(OTHER_OFFICE, 1))
    assert office.writes() == ["PUT A"]
    assert office.open_questions(espo_id) == []


def test_edits_of_different_entries_on_both_sides_all_arrive(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    enter_phones(office, espo_id, OTHER_OFFICE)
    edit_entry(office, number, entry_of(office, number, MAX_MAIL).id, tlf="moritz@example.invalid")
    comes_to_rest(office, espo_id, runs=1)
    assert (phones(office, espo_id), mails(office, espo_id)) == ([OTHER_OFFICE], ["moritz@example.invalid"])
    assert len(typed(office, number)) == 2
    assert office.open_questions(espo_id) == []


def test_two_entries_that_swap_their_values_in_advoware_stay_two_numbers(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(OTHER_OFFICE_TYPED))
    first, second = entries(office, number)
    edit_entry(office, number, first.id, tlf=OTHER_OFFICE_TYPED)
    edit_entry(office, number, second.id, tlf=OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE, OTHER_OFFICE]
    assert typed(office, number) == sorted([OFFICE_TYPED, OTHER_OFFICE_TYPED])
