"""E-mail addresses and phone numbers: whole sets, primaries, shared objects, E.164 (recordings 04 and 15)."""

from __future__ import annotations

from typing import Any

import pytest

from syncconsole.sandbox.espocrm import EspoCrm, EspoCrmOptions
from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.users import API_USER


def mails(crm: EspoCrm, party: str) -> list[tuple[str, bool]]:
    return [(row["emailAddress"], row["primary"]) for row in crm.read(party)["emailAddressData"]]


def party_with(crm: EspoCrm, **fields: Any) -> str:
    return str(crm.create({"lastName": "Mustermann", **fields}, API_USER)["id"])


def entries(*addresses: str, primary: str = "") -> list[dict[str, Any]]:
    return [{"emailAddress": address, "primary": address == primary} for address in addresses]


def test_a_written_array_replaces_the_whole_set() -> None:
    crm = EspoCrm()
    party = party_with(crm, emailAddressData=entries("a@example.invalid", "b@example.invalid"))
    crm.update(party, {"emailAddressData": entries("b@example.invalid")}, API_USER)
    assert mails(crm, party) == [("b@example.invalid", True)]


def test_without_a_primary_the_first_wins_and_of_several_the_last() -> None:
    crm = EspoCrm()
    party = party_with(crm, emailAddressData=entries("a@example.invalid", "b@example.invalid"))
    assert crm.read(party)["emailAddress"] == "a@example.invalid"
    both = [{"emailAddress": f"{name}@example.invalid", "primary": True} for name in "ab"]
    crm.update(party, {"emailAddressData": both}, API_USER)
    assert mails(crm, party) == [("b@example.invalid", True), ("a@example.invalid", False)]


def test_the_same_address_twice_loses_the_primary() -> None:
    crm = EspoCrm()
    party = party_with(
        crm, emailAddressData=entries("a@example.invalid", "A@Example.invalid", primary="a@example.invalid")
    )
    assert crm.read(party)["emailAddress"] is None
    assert mails(crm, party) == [("A@Example.invalid", False)]


def test_the_single_attribute_replaces_the_primary_only() -> None:
    crm = EspoCrm()
    party = party_with(crm, emailAddressData=entries("a@example.invalid", "b@example.invalid"))
    crm.update(party, {"emailAddress": "neu@example.invalid"}, API_USER)
    assert mails(crm, party) == [("neu@example.invalid", True), ("b@example.invalid", False)]


@pytest.mark.parametrize(("version", "primary"), [("10.0", "b@example.invalid"), ("9.3", None)])
def test_after_a_cleared_single_attribute_the_next_becomes_primary_from_10_on(
    version: str, primary: str | None
) -> None:
    crm = EspoCrm(options=EspoCrmOptions(version=version))
    party = party_with(crm, emailAddressData=entries("a@example.invalid", "b@example.invalid"))
    crm.update(party, {"emailAddress": None}, API_USER)
    assert crm.read(party)["emailAddress"] == primary


def test_a_number_is_one_object_for_all_parties_so_its_type_flips_everywhere() -> None:
    crm = EspoCrm()
    number = {"phoneNumber": "+493023125001", "type": "Office", "primary": True}
    first, second = party_with(crm, phoneNumberData=[number]), party_with(crm, phoneNumberData=[number])
    before = crm.read(second)["modifiedAt"]
    crm.update(first, {"phoneNumberData": [{**number, "type": "Fax"}]}, API_USER)
    assert crm.read(second)["phoneNumberData"][0]["type"] == "Fax"
    assert crm.read(second)["modifiedAt"] == before


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+49 30 23125 001", "+493023125001"),
        ("+49 (0)30 23125001", "+493023125001"),
        ("+49.30.23125001", "+493023125001"),
        ("+493023125001 ext. 12", "+493023125001"),
        ("+49 511 abc", "+49511222"),
    ],
)
def test_an_international_number_is_cleaned(typed: str, stored: str) -> None:
    crm = EspoCrm()
    assert crm.read(party_with(crm, phoneNumber=typed))["phoneNumber"] == stored


@pytest.mark.parametrize(
    "typed", ["030 23125001", "030/23125001", "0049 30 23125001", "110", "abc", "+49301234567890123456"]
)
def test_a_national_number_is_refused(typed: str) -> None:
    with pytest.raises(ApiError) as refused:
        party_with(EspoCrm(), phoneNumberData=[{"phoneNumber": typed}])
    assert (refused.value.status, refused.value.body["messageTranslation"]["data"]["field"]) == (400, "phoneNumber")


def test_with_the_international_setting_off_a_number_stays_as_typed() -> None:
    crm = EspoCrm(options=EspoCrmOptions(phone_international=False))
    assert crm.read(party_with(crm, phoneNumber="030 23125-001"))["phoneNumber"] == "030 23125-001"


def test_eleven_entries_are_too_many() -> None:
    with pytest.raises(ApiError) as refused:
        party_with(EspoCrm(), emailAddressData=entries(*(f"m{number}@example.invalid" for number in range(11))))
    assert "type: maxCount" in (refused.value.reason or "")


def test_the_answer_to_a_write_can_be_stale_where_the_next_read_is_not() -> None:
    crm = EspoCrm()
    party = party_with(crm)
    answer = crm.update(party, {"emailAddressData": entries("Max@Example.invalid")}, API_USER)
    assert answer["emailAddress"] == "max@example.invalid"
    assert "lower" not in answer["emailAddressData"][0]
    assert crm.read(party)["emailAddress"] == "Max@Example.invalid"
