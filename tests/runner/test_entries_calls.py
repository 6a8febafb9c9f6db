"""How many calls phones and mails cost (rules 2.7): one per entry written in Advoware, one read after the arrays."""

from __future__ import annotations

from tests.runner.conftest import Office
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
    delete_entry,
    edit_entry,
    enter_mails,
    enter_phones,
    entries,
    entry_of,
    in_sync,
    mail,
    mails,
    phone,
    phones,
    tel,
    typed,
)


def test_an_unchanged_party_with_entries_costs_two_reads(office: Office) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    assert office.sync(espo_id).outcome == "equal"
    assert office.calls() == ["GET E", "GET A"]


def test_an_unchanged_party_is_read_in_that_order_every_time(office: Office) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED), tel("kein Anschluss"), tel("www.example.invalid", 5))
    for _ in range(3):
        office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A"] * 3


def test_a_number_new_in_espocrm_costs_one_post(office: Office) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OFFICE, OTHER_OFFICE)
    office.sync(espo_id)
    calls = office.calls()
    assert calls[:3] == ["GET E", "GET A", "POST A"]
    assert len(calls) <= 5
    assert office.writes().count("POST A") == 1
    assert "PUT A" not in calls


def test_a_number_edited_in_espocrm_costs_one_put_of_its_entry(office: Office) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    office.sync(espo_id)
    assert office.calls()[:3] == ["GET E", "GET A", "PUT A"]
    assert len(office.calls()) <= 5
    assert office.writes().count("PUT A") == 1


def test_two_numbers_edited_in_espocrm_cost_two_puts_and_no_read_between(office: Office) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    enter_phones(office, espo_id, OTHER_OFFICE)
    enter_mails(office, espo_id, "moritz@example.invalid")
    office.sync(espo_id)
    assert office.calls()[:4] == ["GET E", "GET A", "PUT A", "PUT A"]
    assert len(office.calls()) <= 6


def test_an_entry_new_in_advoware_is_sent_read_again_and_then_marked(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    add_entry(office, number, MOBILE_TYPED, 3)
    office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A", "PATCH E", "GET E", "PUT A"]


def test_an_entry_deleted_in_advoware_costs_the_patch_and_one_read_after_it(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    delete_entry(office, number, entry_of(office, number, MOBILE_TYPED).id)
    office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A", "PATCH E", "GET E"]
    assert phones(office, espo_id) == [OFFICE]


def test_a_remark_edited_in_advoware_costs_no_write(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    (entry,) = entries(office, number)
    edit_entry(office, number, entry.id, bemerkung=f"{entry.bemerkung} Zentrale")
    office.sync(espo_id)
    assert office.writes() == []


def test_a_create_with_a_phone_and_a_mail_costs_two_calls_more_than_the_five_of_a_create(searchable: Office) -> None:
    espo_id = searchable.person_in_espocrm(phoneNumberData=[phone(OFFICE)], emailAddressData=[mail(MAX_MAIL)])
    searchable.sync(espo_id)
    calls = [call for call in searchable.calls() if call != "GET A"]
    assert calls == ["GET E", "POST A", "POST A", "POST A", "PATCH E"]
    assert len(typed(searchable, searchable.espocrm(espo_id)["betnr"])) == 2


def test_a_field_and_a_number_edited_in_espocrm_share_one_read_back_and_one_patch(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    office.edit_espocrm(espo_id, lastName="Beispiel", phoneNumberData=[phone(OTHER_OFFICE)])
    office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A", "PUT A", "PUT A", "GET A", "PATCH E"]
    assert office.advoware(number)["name"] == "Beispiel"


def test_after_every_kind_of_edit_the_next_run_only_reads(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    enter_phones(office, espo_id, OFFICE, phone(MOBILE, "Mobile"))
    edit_entry(office, number, entry_of(office, number, MAX_MAIL).id, tlf="moritz@example.invalid")
    add_entry(office, number, OTHER_OFFICE_TYPED)
    office.sync(espo_id)
    office.forget_calls()
    assert office.sync(espo_id).outcome == "equal"
    assert office.calls() == ["GET E", "GET A"]
    assert mails(office, espo_id) == ["moritz@example.invalid"]


def test_edits_of_fields_and_numbers_on_both_sides_end_in_one_patch(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(HOME_TYPED, 6))
    office.edit_espocrm(
        espo_id, lastName="Beispiel", phoneNumberData=[phone(OTHER_OFFICE), phone("+493023125006", "Home")]
    )
    office.edit_advoware(number, anrede="Frau")
    add_entry(office, number, MOBILE_TYPED, 3)
    office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A", "PUT A", "PUT A", "GET A", "PATCH E", "GET E", "PUT A"]
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, HOME, MOBILE])
    assert office.espocrm(espo_id)["salutationName"] == "Ms."
