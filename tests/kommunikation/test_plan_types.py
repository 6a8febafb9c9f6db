"""A phone's type: moved by an edit of this record, noted where somebody else flipped it (rules 1.2)."""

from __future__ import annotations

import pytest

from kommunikation.marker import Slot, Value, write
from tests.kommunikation.offices import Offices

HANNOVER, HANNOVER_TYPED = "+4951112345", "0511 / 123-45"
BERLIN, BERLIN_TYPED = "+4930231250", "030 231250"


@pytest.fixture
def both() -> Offices:
    """Two offices that agree on one business number, entry 1 in Advoware with a user's remark."""
    offices = Offices()
    offices.espo.has(HANNOVER)
    offices.advoware.has(HANNOVER_TYPED, 1, "abends")
    offices.settle()
    return offices


def retype(both: Offices, value: str, espo_type: str) -> None:
    """A person changes the type on this record."""
    both.espo.changes(value, type=espo_type)
    both.edited = True


def filled(both: Offices) -> list[tuple[int, str]]:
    """Kind and text of Advoware's filled entries."""
    return [(both.advoware.kinds[id], entry.tlf) for id, entry in both.advoware.entries.items() if entry.tlf]


def test_the_new_entry_is_created_before_the_old_one_is_emptied(both: Offices) -> None:
    retype(both, HANNOVER, "Mobile")
    both.run()
    assert filled(both) == [(1, HANNOVER_TYPED), (3, HANNOVER_TYPED)]
    both.settle(1)
    assert filled(both) == [(3, HANNOVER_TYPED)]
    assert both.advoware.entries[1].bemerkung == write(Slot(1), "abends")
    assert both.advoware.entries[2].bemerkung == write(Value(HANNOVER, 3), "abends")


def test_a_slot_of_the_new_kind_is_used(both: Offices) -> None:
    both.advoware.has("", 3, write(Slot(3), ""))
    retype(both, HANNOVER, "Mobile")
    both.settle()
    assert filled(both) == [(3, HANNOVER_TYPED)]
    assert len(both.advoware.entries) == 2


def test_a_type_flipped_without_an_edit_of_this_record_is_noted(both: Offices) -> None:
    both.espo.changes(HANNOVER, type="Mobile")
    both.edited = False
    assert not both.plan().writes
    both.settle()
    both.edited = True
    assert not both.plan().writes
    assert both.record.pairs[0].espo_type == "Mobile"


def test_the_type_of_a_number_that_stands_on_several_parties_is_noted(both: Offices) -> None:
    both.shared = frozenset({HANNOVER})
    for round in range(20):
        retype(both, HANNOVER, "Home" if round % 2 else "Mobile")
        assert not both.plan().writes
        both.run()
    assert filled(both) == [(1, HANNOVER_TYPED)]


def test_a_type_and_a_value_changed_at_once_are_a_deletion_and_a_new_value(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN, type="Mobile")
    both.settle()
    assert filled(both) == [(3, BERLIN_TYPED)]


def test_a_move_carries_the_value_that_advoware_edited_at_the_same_time(both: Offices) -> None:
    retype(both, HANNOVER, "Mobile")
    both.advoware.changes(1, BERLIN_TYPED)
    both.settle(3)
    assert filled(both) == [(3, BERLIN_TYPED)]
    assert both.in_espocrm() == [BERLIN]


def test_a_type_change_survives_a_deletion_in_advoware(both: Offices) -> None:
    retype(both, HANNOVER, "Mobile")
    both.advoware.deletes(1)
    both.settle()
    assert filled(both) == [(3, "0511 12345")]
    assert both.in_espocrm() == [HANNOVER]


def test_a_move_carries_the_value_that_advoware_edited_after_it_began(both: Offices) -> None:
    retype(both, HANNOVER, "Mobile")
    assert both.run_until_crash(0)
    both.advoware.changes(1, BERLIN_TYPED)
    both.settle(3)
    assert filled(both) == [(3, BERLIN_TYPED)]
    assert both.in_espocrm() == [BERLIN]


def test_a_value_deleted_while_its_type_moves_is_emptied_in_both_entries(both: Offices) -> None:
    retype(both, HANNOVER, "Mobile")
    both.run()
    both.espo.deletes(HANNOVER)
    both.settle()
    assert filled(both) == []


@pytest.mark.parametrize("steps", range(4))
def test_a_type_that_goes_back_brings_the_old_entry_back(both: Offices, steps: int) -> None:
    retype(both, HANNOVER, "Mobile")
    both.run_until_crash(steps)
    retype(both, HANNOVER, "Office")
    both.settle(3)
    assert [text for _, text in filled(both)] == [HANNOVER_TYPED]
    assert both.in_espocrm() == [HANNOVER]


def test_an_optout_survives_a_move(both: Offices) -> None:
    both.espo.changes(HANNOVER, opt_out=True)
    retype(both, HANNOVER, "Mobile")
    both.settle()
    assert [entry.opt_out for entry in both.espo.phones or []] == [True]


def test_a_type_of_the_office_itself_is_kept_as_sonstige(both: Offices) -> None:
    retype(both, HANNOVER, "Kanzlei-Notruf")
    both.settle()
    assert filled(both) == [(10, HANNOVER_TYPED)]
    retype(both, HANNOVER, "Anderer Notruf")
    assert not both.plan().writes
