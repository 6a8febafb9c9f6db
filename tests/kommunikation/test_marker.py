"""The marker codec: the original's format, and nothing of the user's text is ever lost (rules 1.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunikation.marker import KOMMKZ, Marker, Remark, Slot, Value, fits, read, write

MAX = "[ESPOCRM:bWF4QGV4YW1wbGUuY29t:4]"  # the original's own example
DAMAGED = (
    "[ESPOCRM:bWF4QGV4YW1",
    "[ESPOCRM:bWF4QGV4YW1wbGUuY29t:4",
    "[ESPOCRM:bWF4QGV4YW1wbGUuY29t:",
    "[ESPOCRM",
    "[ESPOCRM::4]",
    "[ESPOCRM:ICA=:4]",
    "[ESPOCRM:bWF4QGV4YW1wbGUuY29tx:4]",
    "[ESPOCRM://///w==:4]",
    "[ESPOCRM:bWF4QG V4YW1wbGU:4]",
    "[ESPOCRM:bWF4QGV4YW1wbGUuY29t:0] Büro",
    "[ESPOCRM:bWF4QGV4YW1wbGUuY29t:13] Büro",
    "[ESPOCRM:bWF4QGV4YW1wbGUuY29t:04] Büro",
    "[ESPOCRM-SLOT:0]",
    "[ESPOCRM-SLOT:",
    "[ESPOCRM-SLOT] Nur abends",
)

kinds = st.sampled_from(KOMMKZ)
values = st.builds(Value, st.text(min_size=1).filter(lambda text: bool(text.strip())), kinds)
markers = values | st.builds(Slot, kinds)
own_texts = st.text() | st.lists(st.sampled_from([" ", "\n", "]", "[ESPOCRM", MAX, "[ESPOCRM-SLOT:4]", "Büro"])).map(
    "".join
)


def test_a_value_is_written_as_the_original_wrote_it() -> None:
    assert write(Value("max@example.com", 4), "Geschäftlich") == f"{MAX} Geschäftlich"


def test_a_slot_is_written_as_the_original_wrote_it() -> None:
    assert write(Slot(4), "") == "[ESPOCRM-SLOT:4]"


def test_a_marker_without_a_text_has_no_blank_behind_it() -> None:
    assert write(Value("max@example.com", 4), "") == MAX


def test_without_a_marker_the_text_is_written_alone() -> None:
    assert write(None, " Büro ") == " Büro "


def test_the_originals_example_is_read() -> None:
    assert read(f"{MAX} Geschäftlich") == Remark(Value("max@example.com", 4), "Geschäftlich")


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_remark_is_no_marker_and_no_text(nothing: str | None) -> None:
    assert read(nothing) == Remark(None, "")


def test_a_remark_without_a_marker_is_the_users() -> None:
    assert read(" [Büro: vormittags] ") == Remark(None, " [Büro: vormittags] ")


@pytest.mark.parametrize("value", ["a??>", "a?~?", "ab", "a", "Jürgen@müller.example"])
def test_plus_slash_and_equals_signs_belong_to_the_value(value: str) -> None:
    assert read(write(Value(value, 3), "Büro")) == Remark(Value(value, 3), "Büro")


def test_a_value_without_padding_or_in_the_alphabet_of_urls_is_read_too() -> None:
    assert read("[ESPOCRM:YT8_Pg:3]") == read("[ESPOCRM:YT8/Pg==:3]") == Remark(Value("a??>", 3), "")


@given(markers, own_texts)
def test_whatever_is_written_is_read_again(marker: Marker, text: str) -> None:
    assert read(write(marker, text)) == Remark(marker, text)


@given(own_texts)
def test_whatever_is_read_and_written_once_is_never_changed_again(raw: str) -> None:
    once = read(raw)
    again = read(write(once.marker, once.text))
    assert (again.marker, again.text) == (once.marker, once.text)


@given(markers, markers, own_texts)
def test_a_new_marker_leaves_the_users_text_alone(old: Marker, new: Marker, text: str) -> None:
    assert read(write(new, read(write(old, text)).text)).text == text


@given(own_texts, own_texts)
def test_no_character_of_a_remark_but_one_blank_is_lost(before: str, after: str) -> None:
    raw = f"{before}[ESPOCRM-SLOT:7]{after}"
    remark = read(raw)
    assert remark.marker is not None
    assert len(remark.text) >= len(raw) - len(write(remark.marker, "")) - 1


def test_a_text_without_a_blank_before_it_is_read_whole() -> None:
    assert read(f"{MAX}Büro").text == "Büro"


def test_only_one_blank_belongs_to_the_marker() -> None:
    assert read(f"{MAX}  Büro ").text == " Büro "


def test_a_line_below_the_marker_is_the_users() -> None:
    assert read(f"{MAX}\nBüro").text == "\nBüro"


def test_a_marker_that_a_user_typed_in_front_of_is_found() -> None:
    assert read(f"Büro {MAX} vormittags") == Remark(Value("max@example.com", 4), "Büro vormittags")


def test_words_that_only_the_marker_parts_stay_apart() -> None:
    assert read(f"Büro{MAX} vormittags").text == "Büro vormittags"


def test_a_second_marker_in_one_remark_is_text() -> None:
    assert read(f"[ESPOCRM-SLOT:4] {MAX}") == Remark(Slot(4), MAX)


def test_a_users_text_behind_a_slot_is_kept() -> None:
    assert read("[ESPOCRM-SLOT:4] Nur abends") == Remark(Slot(4), "Nur abends")


@pytest.mark.parametrize("raw", DAMAGED)
def test_a_damaged_marker_is_none_and_its_text_stays(raw: str) -> None:
    assert read(raw) == Remark(None, raw, damaged=True)


def test_a_marker_behind_a_damaged_one_counts_and_the_damaged_one_stays_as_text() -> None:
    assert read(f"{MAX} [ESPOCRM:bWF4") == Remark(Value("max@example.com", 4), "[ESPOCRM:bWF4")
    assert read(f"[ESPOCRM::4] {MAX}") == Remark(Value("max@example.com", 4), "[ESPOCRM::4] ")


@pytest.mark.parametrize("kommkz", [0, 13, -1])
def test_only_the_twelve_kinds_are_ever_written(kommkz: int) -> None:
    with pytest.raises(ValueError):
        Slot(kommkz)
    with pytest.raises(ValueError):
        Value("max@example.com", kommkz)


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_value_marker_without_a_value_is_never_written(blank: str) -> None:
    with pytest.raises(ValueError):
        Value(blank, 4)


def test_a_remark_fits_up_to_the_columns_last_character() -> None:
    assert fits(MAX, len(MAX))
    assert not fits(MAX, len(MAX) - 1)


def test_every_remark_fits_a_column_without_limit() -> None:
    assert fits(MAX * 1000, None)
