"""Phone numbers: equal if they are the same number, and to EspoCRM goes only what is certain (rules 1.2)."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kommunikation.numbers import NO_AREA_CODE, NOT_VALID, canonical_phone, comparison_form, national, same
from tests.kommunikation.notations import BERLIN, CERTAIN, MOBIL, UNCERTAIN

digits_and_signs = st.text(alphabet="0123456789 +-/().", max_size=24)
office_texts = digits_and_signs | st.text(max_size=24) | st.sampled_from([*CERTAIN, *UNCERTAIN])


def test_there_are_at_least_two_hundred_notations() -> None:
    assert len(CERTAIN) + len(UNCERTAIN) >= 200


@pytest.mark.parametrize(("typed", "e164"), CERTAIN.items(), ids=map(ascii, CERTAIN))
def test_a_notation_that_is_one_complete_number_is_certain(typed: str, e164: str) -> None:
    phone = canonical_phone(typed)
    assert (phone.e164, phone.certain, phone.why) == (e164, True, "")


@pytest.mark.parametrize(("typed", "why"), UNCERTAIN.items(), ids=map(ascii, UNCERTAIN))
def test_a_notation_that_may_be_something_else_is_not_certain(typed: str, why: str) -> None:
    phone = canonical_phone(typed)
    assert (phone.e164, phone.certain, phone.why) == ("", False, why)


@given(office_texts)
@example("030 23125123 ext. 12")
def test_no_digit_of_a_certain_number_was_not_typed(typed: str) -> None:
    phone = canonical_phone(typed)
    typed_digits = "".join(sign for sign in typed if sign in "0123456789")
    significant = phone.e164.removeprefix("+49").removeprefix("+")
    assert not phone.certain or typed_digits.replace("0", "").endswith(significant.replace("0", ""))


@given(office_texts)
def test_a_certain_number_is_certain_in_its_own_form(typed: str) -> None:
    phone = canonical_phone(typed)
    assert not phone.certain or canonical_phone(phone.e164) == phone


@given(office_texts)
def test_every_text_is_either_a_number_or_has_a_reason(typed: str) -> None:
    phone = canonical_phone(typed)
    assert phone.certain == bool(phone.e164) == (not phone.why)


@given(office_texts)
def test_a_comparison_form_is_its_own(typed: str) -> None:
    assert same(comparison_form(typed), typed)


def test_a_long_text_is_refused_at_once() -> None:
    assert canonical_phone("030 " + "1 - " * 100_000).why == NOT_VALID


def test_two_notations_of_one_number_are_the_same() -> None:
    assert same("030 / 23125-123", "+49 (0)30 23125123")


def test_two_numbers_are_not_the_same() -> None:
    assert not same("030 23125123", "030 23125124")


def test_an_uncertain_text_is_the_same_only_as_itself() -> None:
    assert same("0511 12345  (privat)", " 0511 12345 (privat) ")
    assert not same("0511 12345 (privat)", "0511 12345")
    assert not same("0511 12345 (privat)", "0511 12345 (gesch.)")


def test_letters_are_never_read_as_digits_of_the_keypad() -> None:
    assert not same("+49 511 abc", "+49 511 222")
    assert comparison_form("+49 511 abc") == "+49 511 abc"


def test_a_number_without_area_code_is_never_taken_for_one_of_another_town() -> None:
    assert canonical_phone("23125123").why == NO_AREA_CODE
    assert not same("23125123", "02312 5123")


@pytest.mark.parametrize(
    ("e164", "spelled"),
    [
        (BERLIN, "030 23125123"),
        (MOBIL, "0171 3920012"),
        ("+4951112345", "0511 12345"),
        ("+442079460123", "+44 20 7946 0123"),
        ("+12025550143", "+1 202-555-0143"),
    ],
)
def test_a_number_is_written_into_advoware_in_national_spacing(e164: str, spelled: str) -> None:
    assert national(e164) == spelled


@pytest.mark.parametrize("kept", ["+4951112", "+49511123456789012345", "abc", ""])
def test_what_would_not_read_as_the_same_number_is_written_as_it_is(kept: str) -> None:
    assert national(kept) == kept


@pytest.mark.parametrize("e164", sorted(set(CERTAIN.values())))
def test_the_national_spelling_is_the_same_number(e164: str) -> None:
    assert canonical_phone(national(e164)).e164 == e164


@given(st.from_regex(r"\+(49|43|41|44|39|1)[0-9]{2,14}", fullmatch=True))
def test_no_national_spelling_is_another_number(e164: str) -> None:
    assert same(national(e164), e164)


def test_an_office_in_another_country_dials_from_there() -> None:
    assert canonical_phone("020 7946 0123", region="GB").e164 == "+442079460123"
    assert national("+442079460123", region="GB") == "020 7946 0123"
    assert national(BERLIN, region="GB") == "+49 30 23125123"


def test_a_country_that_dials_without_a_leading_zero_needs_none() -> None:
    assert canonical_phone("202 555 0143", region="US").e164 == "+12025550143"
