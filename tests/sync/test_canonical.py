"""Canonical values: what counts as equal (rules 1)."""

from __future__ import annotations

import unicodedata

import pytest

from syncconsole.sync.canonical import day, is_cut_off, text


def test_none_and_blank_are_the_same() -> None:
    assert text(None) == text("") == ""
    assert day(None) == day("") == ""


def test_nothing_but_white_space_is_blank() -> None:
    assert text(" \t\n\u00a0") == ""


def test_outer_white_space_is_trimmed_and_inner_is_folded() -> None:
    assert text("  Müller \t\n  Lüdenscheid\u00a0GmbH ") == "Müller Lüdenscheid GmbH"


def test_composed_and_decomposed_letters_are_equal() -> None:
    assert text(unicodedata.normalize("NFD", "Müßig-Ångström")) == text("Müßig-Ångström")


def test_case_and_sharp_s_are_not_folded() -> None:
    assert text("WEISS") != text("Weiss") != text("Weiß")


def test_a_number_reads_as_its_digits() -> None:
    assert text(4711) == text("4711") == "4711"


@pytest.mark.parametrize("value", ["", "Mustermann", "  a  b ", "e\u0301"])
def test_a_canonical_text_is_canonical_already(value: str) -> None:
    assert text(text(value)) == text(value)


@pytest.mark.parametrize(
    "value", ["1980-05-17", "1980-05-17T00:00:00", " 1980-05-17 00:00:00 ", "1980-05-17T00:00:00Z"]
)
def test_a_date_is_a_date_with_or_without_a_midnight_time(value: str) -> None:
    assert day(value) == "1980-05-17"


def test_dot_nets_empty_date_is_blank() -> None:
    assert day("0001-01-01T00:00:00") == ""


@pytest.mark.parametrize("value", ["1980-02-30", "unbekannt", "17.05.1980", "1980-05-17T13:30:00"])
def test_what_is_no_plain_date_passes_through_and_is_not_dropped(value: str) -> None:
    assert day(value) == value


@pytest.mark.parametrize(
    ("short", "whole"),
    [("Muster", "Mustermann"), ("M", "Mustermann"), ("Müller Lüdenscheid", "Müller Lüdenscheid GmbH")],
)
def test_a_proper_beginning_is_a_cut_off(short: str, whole: str) -> None:
    assert is_cut_off(short, whole)


@pytest.mark.parametrize(
    ("short", "whole"),
    [("", "Mustermann"), ("Mustermann", "Mustermann"), ("mann", "Mustermann"), ("MUSTER", "Mustermann"), ("M", "")],
    ids=["blank", "whole", "end", "other case", "of nothing"],
)
def test_a_blank_the_whole_an_end_and_another_spelling_are_no_cut_offs(short: str, whole: str) -> None:
    assert not is_cut_off(short, whole)
