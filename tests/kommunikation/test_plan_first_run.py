"""The first run of a party: both sides are united, nothing is deleted, markers are trusted (rules 1.2, facts 5.6)."""

from __future__ import annotations

import pytest

from kommunikation.marker import Slot, Value, write
from tests.kommunikation.offices import Offices

HANNOVER, HANNOVER_TYPED = "+4951112345", "0511 / 123-45"
BERLIN, BERLIN_TYPED = "+4930231250", "030 231250"
MAX = "max@mustermann.example"


def test_values_of_both_sides_are_united() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    both.espo.has(MAX)
    both.advoware.has(BERLIN_TYPED)
    both.settle()
    assert both.in_espocrm() == [BERLIN, HANNOVER, MAX]
    assert both.in_advoware() == ["030 231250", "0511 12345", MAX]


def test_equal_values_are_paired_and_stay_as_they_were_typed() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    id = both.advoware.has(HANNOVER_TYPED)
    both.settle()
    assert both.in_advoware() == [HANNOVER_TYPED]
    assert both.advoware.entries[id].bemerkung == write(Value(HANNOVER, 1), "")
    assert both.espo.calls == 0


def test_an_equal_value_is_adopted_whatever_its_kind() -> None:
    both = Offices()
    both.espo.has(HANNOVER, "Mobile")
    both.advoware.has(HANNOVER_TYPED, kommkz=6)
    both.settle()
    assert both.in_advoware() == [HANNOVER_TYPED]
    assert both.record.pairs[0].kommkz == 6
    assert both.record.pairs[0].espo_type == "Mobile"


def test_a_value_twice_in_advoware_stands_once_in_espocrm() -> None:
    both = Offices()
    both.advoware.has(HANNOVER_TYPED, kommkz=1)
    both.advoware.has("0511 12345", kommkz=3)
    both.settle()
    assert both.in_espocrm() == [HANNOVER]
    assert both.in_advoware() == [HANNOVER_TYPED, "0511 12345"]


def test_an_office_with_markers_is_taken_over_without_a_write() -> None:
    both = Offices()
    both.espo.has(HANNOVER, "Home")
    both.espo.has(MAX)
    both.advoware.has(HANNOVER_TYPED, 6, write(Value(HANNOVER, 6), "abends"))
    both.advoware.has(MAX, 4, write(Value(MAX, 4), ""))
    both.advoware.has("", 1, write(Slot(1), ""))
    assert not both.plan().writes
    both.settle(1)
    assert both.espo.calls == both.advoware.calls == 0


def test_a_marker_tells_that_the_entry_was_edited_since() -> None:
    both = Offices()
    both.espo.has(HANNOVER, opt_out=True)
    both.advoware.has(BERLIN_TYPED, 1, write(Value(HANNOVER, 1), ""))
    both.settle()
    assert both.in_espocrm() == [BERLIN]
    assert both.in_advoware() == [BERLIN_TYPED]


def test_a_marker_whose_value_stands_beside_the_entrys_is_ignored() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    both.espo.has(BERLIN)
    both.advoware.has(BERLIN_TYPED, 1, write(Value(HANNOVER, 1), ""))
    both.settle()
    assert both.in_espocrm() == [BERLIN, HANNOVER]
    assert both.in_advoware() == ["030 231250", "0511 12345"]


def test_a_blank_entry_with_a_values_marker_is_a_slot() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    id = both.advoware.has("", 1, write(Value(HANNOVER, 1), ""))
    both.settle()
    assert both.in_espocrm() == [HANNOVER]
    assert both.advoware.entries[id].tlf == "0511 12345"
    assert len(both.advoware.entries) == 1


def test_a_value_gone_from_one_side_comes_back_where_nothing_was_recorded() -> None:
    both = Offices()
    both.advoware.has(HANNOVER_TYPED, 1, write(Value(HANNOVER, 1), ""))
    both.settle()
    assert both.in_espocrm() == [HANNOVER]


def test_a_copied_marker_counts_for_its_first_entry_only() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    copied = write(Value(HANNOVER, 1), "")
    both.advoware.has(HANNOVER_TYPED, 1, copied)
    second = both.advoware.has(BERLIN_TYPED, 3, copied)
    both.settle()
    assert both.in_espocrm() == [BERLIN, HANNOVER]
    assert both.advoware.entries[second].bemerkung == write(Value(BERLIN, 3), "")


@pytest.mark.parametrize("damaged", ["[ESPOCRM:!!!:1] abends", "[ESPOCRM:KzQ5NTEx", "[ESPOCRM:KzQ5NTEx:99]"])
def test_a_damaged_marker_is_reported_and_treated_as_absent(damaged: str) -> None:
    both = Offices()
    id = both.advoware.has(HANNOVER_TYPED, 1, damaged)
    assert [(problem.code, problem.params["entry"]) for problem in both.plan().problems] == [("marker_damaged", id)]
    both.settle()
    assert both.in_espocrm() == [HANNOVER]
    assert both.advoware.entries[id].bemerkung.endswith(damaged)


@pytest.mark.parametrize("gone", ["phones", "mails"])
def test_an_absent_array_is_no_empty_one(gone: str) -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    both.espo.has(MAX)
    both.settle()
    shown = both.in_advoware()
    setattr(both.espo, gone, None)
    assert not both.plan().writes
    assert [problem.code for problem in both.plan().problems] == ["key_absent"]
    both.settle()
    assert both.in_advoware() == shown


def test_absent_entries_of_advoware_are_no_empty_ones() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    both.settle()
    side = both.advoware.side
    both.advoware.side = lambda: type(side())(None)  # type: ignore[method-assign]
    assert not both.plan().writes
    assert both.plan().record == both.record


@pytest.mark.parametrize(
    ("text", "kommkz"), [("www.mustermann.example", 5), ("max@epost.de", 11), ("SAFE-ID 4711", 12)]
)
def test_web_addresses_epost_and_bea_ids_are_left_alone(text: str, kommkz: int) -> None:
    both = Offices()
    id = both.advoware.has(text, kommkz, "nur dienstlich")
    both.settle()
    assert both.in_espocrm() == []
    assert both.advoware.entries[id].bemerkung == "nur dienstlich"
