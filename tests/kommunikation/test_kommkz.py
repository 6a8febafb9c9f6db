"""How an entry's kind is found although Advoware does not tell it (rules 1.2)."""

from __future__ import annotations

import pytest

from kommunikation.kommkz import KINDS, MAIL, NONE, PHONE, Kind, detect, for_new
from kommunikation.marker import Slot, Value

OFFICE_NUMBER = "030 23125123"
MAIL_ADDRESS = "max@mustermann.example"
WEB_ADDRESSES = (
    "www.mustermann.example",
    "http://mustermann.example",
    "https://mustermann.example/@kanzlei",
    "WWW.Mustermann.example/Impressum",
    "mustermann-recht.example",
    "recht.müller.example/kontakt",
)
BEA_IDS = (
    "DE.BRAK.0a1b2c3d-0000-4000-8000-0123456789ab.c0de",
    "DE.BRAK_SPARENT.0a1b2c3d-0000-4000-8000-0123456789ab.c0de",
    "DE.Justiz.0a1b2c3d-0000-4000-8000-0123456789ab.c0de",
    "safe-sp1-1404300000000-000000001",
    "govello-1404300000000-000000001",
    "beA: Mustermann, Max",
    "SAFE-ID 4711",
)


def test_a_marker_comes_before_everything_else() -> None:
    assert detect(OFFICE_NUMBER, Value("x", 6), 3, {"telGesch": OFFICE_NUMBER}) == KINDS[6]


def test_a_slots_marker_says_the_kind_of_what_is_typed_into_it() -> None:
    assert detect(OFFICE_NUMBER, Slot(3), None, {}) == KINDS[3]


def test_a_kind_that_a_newer_advoware_returns_comes_before_the_top_level_fields() -> None:
    assert detect(OFFICE_NUMBER, None, 7, {"telGesch": OFFICE_NUMBER}) == KINDS[7]


@pytest.mark.parametrize("nothing", [None, 0, 13, -1])
def test_a_returned_kind_that_is_none_says_nothing(nothing: int | None) -> None:
    assert detect(OFFICE_NUMBER, None, nothing, {"mobil": OFFICE_NUMBER}) == KINDS[3]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_each_kind_is_known_by_its_top_level_field(kind: Kind) -> None:
    assert detect(OFFICE_NUMBER, None, 0, {kind.top_level: f" {OFFICE_NUMBER} "}).kommkz == kind.kommkz


def test_of_two_top_level_fields_with_one_value_the_lower_kind_wins() -> None:
    assert detect(OFFICE_NUMBER, None, 0, {"mobil": OFFICE_NUMBER, "faxGesch": OFFICE_NUMBER}) == KINDS[2]


def test_a_top_level_field_that_is_blank_or_missing_names_no_entry() -> None:
    assert detect("", None, 0, {"mobil": None, "email": ""}) == KINDS[1]


def test_an_unknown_top_level_field_is_not_looked_at() -> None:
    assert detect(OFFICE_NUMBER, None, 0, {"bemerkung": OFFICE_NUMBER}) == KINDS[1]


def test_what_contains_an_at_sign_is_a_business_mail() -> None:
    assert detect(MAIL_ADDRESS, None, 0, {"email": "other@mustermann.example"}) == KINDS[4]


def test_everything_else_is_a_business_phone() -> None:
    assert detect(OFFICE_NUMBER, None, 0, {}) == KINDS[1]


@pytest.mark.parametrize(
    "text", ["bea@mustermann.example", "Bea.Muster@mustermann.example", "www.max@mustermann.example"]
)
def test_a_mail_that_begins_like_a_bea_id_or_a_web_address_is_a_mail(text: str) -> None:
    assert detect(text, None, 0, {}) == KINDS[4]


def test_a_note_that_begins_with_the_name_bea_is_not_taken_for_a_bea_id() -> None:
    assert detect("Bea Mustermann 030 23125123", None, 0, {}) == KINDS[1]


@pytest.mark.parametrize("text", WEB_ADDRESSES)
def test_a_web_address_is_no_phone_and_no_mail(text: str) -> None:
    assert detect(text, None, 0, {}) == KINDS[5]


@pytest.mark.parametrize("text", BEA_IDS)
def test_a_bea_id_is_no_phone_and_no_mail(text: str) -> None:
    assert detect(text, None, 0, {}) == KINDS[12]


def test_an_epost_address_is_no_mail() -> None:
    assert detect("max.mustermann@epost.de", None, 0, {}) == KINDS[11]


@pytest.mark.parametrize("kommkz", [5, 11, 12])
def test_web_addresses_epost_and_bea_are_never_imported(kommkz: int) -> None:
    assert KINDS[kommkz].channel == NONE
    assert not KINDS[kommkz].is_imported


def test_all_other_kinds_are_phones_or_mails() -> None:
    assert {kind.kommkz for kind in KINDS.values() if kind.channel == PHONE} == {1, 2, 3, 6, 7, 9, 10}
    assert {kind.kommkz for kind in KINDS.values() if kind.channel == MAIL} == {4, 8}


@pytest.mark.parametrize("text", ["069/90009-123", "0171 3920012 (Frau Mustermann)", "+49 30 23125123"])
def test_a_number_is_never_taken_for_a_web_address_or_a_bea_id(text: str) -> None:
    assert detect(text, None, 0, {}) == KINDS[1]


def test_a_mail_under_sonstige_is_a_mail() -> None:
    found = detect(MAIL_ADDRESS, Value("x", 10), 0, {})
    assert (found.kommkz, found.channel, found.espo_type) == (10, MAIL, "")


def test_a_web_address_under_sonstige_is_not_imported() -> None:
    assert not detect("www.mustermann.example", None, 0, {"sonstige": "www.mustermann.example"}).is_imported


def test_a_number_under_sonstige_is_a_phone() -> None:
    assert detect(OFFICE_NUMBER, None, 10, {}) == KINDS[10]


@pytest.mark.parametrize(
    ("espo_type", "kommkz"), [("Office", 1), ("Mobile", 3), ("Home", 6), ("Fax", 2), ("Other", 10), ("Empfang", 10)]
)
def test_a_new_phone_of_espocrm_gets_the_kind_of_its_type(espo_type: str, kommkz: int) -> None:
    assert for_new(PHONE, espo_type) == kommkz


def test_a_new_mail_of_espocrm_is_a_business_mail() -> None:
    assert for_new(MAIL) == 4


@pytest.mark.parametrize(
    ("kommkz", "espo_type"),
    [(1, "Office"), (2, "Fax"), (3, "Mobile"), (6, "Home"), (7, "Fax"), (9, "Mobile"), (10, "Other"), (4, ""), (8, "")],
)
def test_each_kind_has_its_type_in_espocrm(kommkz: int, espo_type: str) -> None:
    assert KINDS[kommkz].espo_type == espo_type


@pytest.mark.parametrize("espo_type", ["Office", "Mobile", "Home", "Fax", "Other"])
def test_a_types_kind_has_that_type(espo_type: str) -> None:
    assert KINDS[for_new(PHONE, espo_type)].espo_type == espo_type
