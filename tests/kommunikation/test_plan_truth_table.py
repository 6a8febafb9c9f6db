"""Each row of the truth table of one entry, for a party whose pairs are recorded (facts 5.5, Var1 to Var6)."""

from __future__ import annotations

import pytest

from kommunikation.marker import Slot, Value, write
from tests.kommunikation.offices import Offices

HANNOVER, HANNOVER_TYPED = "+4951112345", "0511 / 123-45"
BERLIN, BERLIN_TYPED = "+4930231250", "030 231250"
KOELN, KOELN_TYPED = "+49221123456", "0221 123456"


@pytest.fixture
def both() -> Offices:
    """Two offices that agree on one business number, entry 1 in Advoware."""
    offices = Offices()
    offices.espo.has(HANNOVER)
    offices.advoware.has(HANNOVER_TYPED, 1, "abends")
    offices.settle()
    return offices


def holds(both: Offices, *numbers: str) -> bool:
    """Whether both sides hold just these numbers."""
    return both.in_espocrm() == sorted(numbers) and len(both.in_advoware()) == len(numbers)


def test_unchanged_entries_are_not_written(both: Offices) -> None:
    calls = both.espo.calls, both.advoware.calls
    both.run()
    assert (both.espo.calls, both.advoware.calls) == calls


def test_var1_a_value_new_in_espocrm_arrives_in_advoware(both: Offices) -> None:
    both.espo.has(BERLIN, "Mobile")
    both.settle()
    assert both.advoware.entries[2].tlf == BERLIN_TYPED
    assert both.advoware.entries[2].bemerkung == write(Value(BERLIN, 3), "")
    assert both.advoware.kinds[2] == 3


def test_var2_a_value_deleted_in_espocrm_becomes_a_slot(both: Offices) -> None:
    both.espo.deletes(HANNOVER)
    both.settle()
    assert both.advoware.entries[1].tlf == ""
    assert both.advoware.entries[1].bemerkung == write(Slot(1), "abends")
    assert both.record.pairs == ()


def test_var3_an_entry_emptied_in_advoware_goes_from_espocrm_and_becomes_a_slot(both: Offices) -> None:
    both.advoware.changes(1, "")
    both.settle()
    assert both.in_espocrm() == []
    assert both.advoware.entries[1].bemerkung == write(Slot(1), "abends")


def test_var3_an_entry_deleted_in_the_advoware_client_goes_from_espocrm(both: Offices) -> None:
    both.advoware.deletes(1)
    both.settle()
    assert holds(both)


def test_var4_an_entry_new_in_advoware_arrives_in_espocrm_as_e164(both: Offices) -> None:
    both.advoware.has("030 / 23 12-50", kommkz=6, bemerkung="Mutter")
    both.settle()
    assert both.in_espocrm() == [BERLIN, HANNOVER]
    assert both.advoware.entries[2].tlf == "030 / 23 12-50"
    assert both.advoware.entries[2].bemerkung == write(Value(BERLIN, 6), "Mutter")
    assert both.espo.phones[1].type == "Home"


def test_var5_a_value_edited_in_espocrm_is_edited_in_its_entry(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    both.settle()
    assert both.advoware.entries[1].tlf == BERLIN_TYPED
    assert both.advoware.entries[1].bemerkung == write(Value(BERLIN, 1), "abends")
    assert len(both.advoware.entries) == 1


def test_var6_a_value_edited_in_advoware_is_edited_in_espocrm(both: Offices) -> None:
    both.advoware.changes(1, BERLIN_TYPED)
    both.settle()
    assert both.in_espocrm() == [BERLIN]
    assert both.advoware.entries[1].bemerkung == write(Value(BERLIN, 1), "abends")


def test_the_same_edit_on_both_sides_renews_only_the_marker(both: Offices) -> None:
    calls = both.espo.calls
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.changes(1, "030/231250")
    both.settle()
    assert both.espo.calls == calls
    assert both.advoware.entries[1].tlf == "030/231250"
    assert both.advoware.entries[1].bemerkung == write(Value(BERLIN, 1), "abends")


def test_an_entry_emptied_here_and_deleted_there_is_gone(both: Offices) -> None:
    both.advoware.changes(1, "")
    both.espo.deletes(HANNOVER)
    both.settle()
    assert holds(both)
    assert both.advoware.entries[1].bemerkung == write(Slot(1), "abends")


def test_a_spelling_changed_in_advoware_is_no_edit(both: Offices) -> None:
    both.advoware.changes(1, "(0511) 12345")
    assert not both.plan().writes


@pytest.mark.parametrize("bemerkung", ["", "abends", "[ESPOCRM:KzQ5NTE", "[ESPOCRM:!!:1]"])
def test_a_marker_removed_or_cut_off_by_a_person_changes_nothing(both: Offices, bemerkung: str) -> None:
    both.advoware.changes(1, bemerkung=bemerkung)
    assert not both.plan().writes
    both.settle()
    assert both.advoware.entries[1].bemerkung == bemerkung


def test_a_marker_copied_to_a_new_entry_does_not_hide_it(both: Offices) -> None:
    both.advoware.has(BERLIN_TYPED, bemerkung=both.advoware.entries[1].bemerkung)
    both.settle()
    assert holds(both, HANNOVER, BERLIN)


def test_a_value_typed_into_a_slot_is_new_in_advoware(both: Offices) -> None:
    both.espo.deletes(HANNOVER)
    both.settle()
    both.advoware.changes(1, BERLIN_TYPED)
    both.settle()
    assert holds(both, BERLIN)
    assert both.advoware.entries[1].bemerkung == write(Value(BERLIN, 1), "abends")


def test_the_deleted_value_typed_into_its_slot_again_is_new(both: Offices) -> None:
    both.espo.deletes(HANNOVER)
    both.settle()
    both.advoware.changes(1, HANNOVER_TYPED)
    both.settle()
    assert holds(both, HANNOVER)


def test_a_value_typed_into_a_slot_and_into_espocrm_is_adopted(both: Offices) -> None:
    both.espo.deletes(HANNOVER)
    both.settle()
    both.advoware.changes(1, BERLIN_TYPED)
    both.espo.has(BERLIN)
    both.settle()
    assert holds(both, BERLIN)


def test_a_blank_entry_without_our_marker_is_not_ours(both: Offices) -> None:
    both.advoware.has("", bemerkung="frei")
    both.settle()
    assert both.advoware.entries[2].bemerkung == "frei"


def test_var1_and_var4_at_once_both_arrive(both: Offices) -> None:
    both.espo.has(BERLIN)
    both.advoware.has(KOELN_TYPED)
    both.settle()
    assert holds(both, HANNOVER, BERLIN, KOELN)
