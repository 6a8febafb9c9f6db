"""Companies take part with their own fields (rules 7)."""

from __future__ import annotations

from typing import Any

from tests.runner.conftest import Office

COMPANY = {
    "salutationName": "",
    "firstName": "",
    "lastName": "",
    "dateOfBirth": None,
    "firmenname": "Musterbau GmbH",
    "rechtsform": "GmbH",
    "handelsregisterNummer": "HRB 12345",
}


def created(office: Office) -> tuple[str, int]:
    """A company that was created in Advoware."""
    espo_id = office.person_in_espocrm(**COMPANY)
    office.sync(espo_id)
    office.forget_calls()
    return espo_id, office.espocrm(espo_id)["betnr"]


def test_a_company_is_created_under_its_name_with_its_register_number(office: Office) -> None:
    _, number = created(office)
    made = office.advoware(number)
    assert (made["name"], made["rechtsform"]) == ("Musterbau GmbH", "GmbH")
    assert made["handelsRegisterNummer"] == "HRB 12345"
    assert not made["vorname"]
    assert not made["anrede"]


def test_edits_of_a_company_go_both_ways(office: Office) -> None:
    espo_id, number = created(office)
    office.edit_espocrm(espo_id, firmenname="Musterbau & Söhne GmbH")
    office.edit_advoware(number, handelsRegisterNummer="HRB 99999")
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Musterbau & Söhne GmbH"
    assert office.espocrm(espo_id)["handelsregisterNummer"] == "HRB 99999"


def test_fields_of_a_person_take_no_part_in_a_company(office: Office) -> None:
    espo_id, number = created(office)
    office.edit_advoware(number, vorname="Ansprechpartner", anrede="Firma", geburtsdatum="1999-01-01T00:00:00")
    office.edit_espocrm(espo_id, lastName="Mustermann")
    assert office.sync(espo_id).outcome == "equal"
    assert office.advoware(number)["name"] == "Musterbau GmbH"
    assert office.espocrm(espo_id)["dateOfBirth"] is None
    assert office.advoware(number)["vorname"] == "Ansprechpartner"


def test_the_last_name_stays_as_it_is_by_default(office: Office) -> None:
    espo_id, _ = created(office)
    assert not office.espocrm(espo_id)["lastName"]


def test_with_its_setting_the_last_name_follows_the_company_name(office: Office, settings: Any) -> None:
    settings.SYNC_LAST_NAME_FOLLOWS = True
    espo_id, number = created(office)
    office.edit_advoware(number, name="Musterbau AG")
    office.sync(espo_id)
    assert office.espocrm(espo_id)["firmenname"] == office.espocrm(espo_id)["lastName"] == "Musterbau AG"
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


def test_the_console_names_a_company_by_its_name(office: Office) -> None:
    espo_id, _ = created(office)
    party = office.party(espo_id)
    assert (party.name, party.kind) == ("Musterbau GmbH", "company")
