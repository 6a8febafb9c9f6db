"""Mail addresses: compared lower-cased, written as typed, and what EspoCRM refuses (recording 04)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunikation.mails import (
    BLANK,
    FORM,
    NOT_ASCII,
    SEVERAL,
    TOO_LONG,
    WHITE_SPACE,
    acceptable_to_espocrm,
    comparison_form,
    same,
)

ODD_BUT_VALID = (
    "a@b.example",
    "Paula.Postmann@Mustermann.example",
    "max+akte@mustermann.example",
    "o'hara@mustermann.example",
    "_max_@mustermann.example",
    "max-@mustermann.example",
    "!#$%&'*+/=?^_`{|}~-@mustermann.example",
    "4711@mustermann.example",
    '"max.mustermann"@mustermann.example',
    '"max@home"@mustermann.example',
    "max@a--b.example",
    "max@4711.example",
    "max@kanzlei.berlin.mustermann.example",
    "max@xn--mller-kva.example",
    "max@mustermann.xn--vermgensberatung-pwb",
    "max@[192.0.2.1]",
    f"{'x' * 64}@mustermann.example",
    f"max@{'x' * 63}.example",
)
REFUSED = (
    ("", BLANK),
    (" ", BLANK),
    ("keine-adresse", FORM),
    ("max@", FORM),
    ("@mustermann.example", FORM),
    ("max@mustermann", FORM),
    ("max@localhost", FORM),
    ("max@mustermann.4711", FORM),
    (".max@mustermann.example", FORM),
    ("max.@mustermann.example", FORM),
    ("max..m@mustermann.example", FORM),
    ("max@-mustermann.example", FORM),
    ("max@mustermann-.example", FORM),
    ("max@muster_mann.example", FORM),
    ("max@mustermann..example", FORM),
    ("max@mustermann.example.", FORM),
    ("mailto:max@mustermann.example", FORM),
    ("<max@mustermann.example>", FORM),
    ("max(a)mustermann.example", FORM),
    ("max@[192.0.2.256]", FORM),
    ("müller@mustermann.example", NOT_ASCII),
    ("info@müller.example", NOT_ASCII),
    (" leer@mustermann.example ", WHITE_SPACE),
    ("max@mustermann.example\n", WHITE_SPACE),
    ("max mustermann@mustermann.example", WHITE_SPACE),
    ("max@mustermann.example (privat)", WHITE_SPACE),
    ("Max Mustermann <max@mustermann.example>", WHITE_SPACE),
    ("E-Mail: max@mustermann.example", WHITE_SPACE),
    ("max@mustermann.example; erika@mustermann.example", SEVERAL),
    ("max@mustermann.example,erika@mustermann.example", SEVERAL),
    ("max@mustermann.example / erika@mustermann.example", SEVERAL),
    ("max@@mustermann.example", SEVERAL),
    (f"{'x' * 65}@mustermann.example", TOO_LONG),
    (f"max@{'x' * 64}.example", TOO_LONG),
    (f"max@{'.'.join(['x' * 49] * 5)}.example", TOO_LONG),
    (f"{'x' * 250}@example.org", TOO_LONG),
)


def test_upper_and_lower_case_are_the_same_address() -> None:
    assert same("Max.Mustermann@Example.ORG", "max.mustermann@example.org")


def test_white_space_around_an_address_does_not_matter() -> None:
    assert same(" max@mustermann.example\t", "max@mustermann.example")


def test_composed_and_decomposed_umlauts_are_the_same_address() -> None:
    address = "müller@müller.example"
    assert same(unicodedata.normalize("NFD", address), address)


def test_a_domain_with_umlauts_is_the_one_it_has_in_dns() -> None:
    assert same("info@Müller.example", "info@xn--mller-kva.example")


def test_a_domain_with_sharp_s_is_not_the_one_with_two_s() -> None:
    assert not same("info@straße.example", "info@strasse.example")
    assert same("info@straße.example", "info@xn--strae-oqa.example")


@pytest.mark.parametrize(
    "other", ["max@mustermann.example.org", "max.m@mustermann.example", "max+1@mustermann.example"]
)
def test_different_addresses_stay_different(other: str) -> None:
    assert not same("max@mustermann.example", other)


def test_what_is_no_address_is_compared_as_text() -> None:
    assert comparison_form(" Keine  Adresse ") == "keine adresse"


@given(st.text() | st.from_regex(r"[a-zäöüß. @-]{0,20}@[a-zäöüß.-]{0,20}", fullmatch=True))
def test_a_comparison_form_is_its_own(text: str) -> None:
    assert same(comparison_form(text), text)


@pytest.mark.parametrize("address", ODD_BUT_VALID)
def test_odd_but_valid_addresses_reach_espocrm(address: str) -> None:
    assert acceptable_to_espocrm(address).acceptable
    assert acceptable_to_espocrm(address).why == ""


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_espocrm_refuses_is_known_before_with_its_reason(text: str, why: str) -> None:
    assert not acceptable_to_espocrm(text).acceptable
    assert acceptable_to_espocrm(text).why == why
