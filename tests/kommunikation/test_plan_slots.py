"""Which emptied entry a new value gets (rules 1.2): the lowest of its kommKz, never twice, never a user's."""

from __future__ import annotations

from kommunikation.acts import PutEntry
from kommunikation.marker import Slot, write
from tests.kommunikation.offices import Offices

HANNOVER, BERLIN, KOELN = "+4951112345", "+4930231250", "+49221123456"


def with_slots(*slots: tuple[int, str]) -> Offices:
    """Two empty offices, Advoware with emptied entries of these kinds and users' texts."""
    both = Offices()
    for kommkz, text in slots:
        both.advoware.has("", kommkz, write(Slot(kommkz), text))
    both.run()
    return both


def test_the_lowest_slot_of_the_kind_is_taken_first() -> None:
    both = with_slots((3, ""), (1, ""), (1, ""))
    both.espo.has(HANNOVER)
    assert [act.id for act in both.plan().acts if isinstance(act, PutEntry)] == [2]


def test_two_new_values_never_take_one_slot() -> None:
    both = with_slots((1, ""), (1, ""))
    both.espo.has(HANNOVER)
    both.espo.has(BERLIN)
    both.espo.has(KOELN)
    both.settle()
    assert sorted(entry.tlf for entry in both.advoware.entries.values()) == ["0221 123456", "030 231250", "0511 12345"]


def test_a_slot_with_a_users_text_is_left_alone() -> None:
    both = with_slots((1, "Durchwahl Mutter"))
    both.espo.has(HANNOVER)
    both.settle()
    assert both.advoware.entries[1].tlf == ""
    assert both.advoware.entries[2].tlf == "0511 12345"


def test_a_slot_of_another_kind_is_left_alone() -> None:
    both = with_slots((3, ""))
    both.espo.has(HANNOVER)
    both.settle()
    assert both.advoware.entries[1].tlf == ""


def test_the_slot_of_a_value_that_is_just_being_deleted_is_not_free_yet() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    both.espo.has(KOELN)
    both.settle()
    both.espo.deletes(HANNOVER)
    both.espo.deletes(KOELN)
    both.espo.has(BERLIN)
    both.settle()
    assert sorted(entry.tlf for entry in both.advoware.entries.values()) == ["", "", "030 231250"]


def test_a_slot_into_which_somebody_typed_meanwhile_is_given_up() -> None:
    both = with_slots((1, ""))
    both.espo.has(HANNOVER)
    assert both.run_until_crash(0)
    both.advoware.changes(1, "030 231250")
    both.settle()
    assert both.in_espocrm() == [BERLIN, HANNOVER]
    assert both.advoware.entries[2].tlf == "0511 12345"


def test_a_slot_that_we_filled_and_somebody_edited_is_an_edit() -> None:
    both = with_slots((1, ""))
    both.espo.has(HANNOVER)
    assert both.run_until_crash(1)
    both.advoware.changes(1, "030 231250")
    both.settle()
    assert both.in_espocrm() == [BERLIN]
    assert both.in_advoware() == ["030 231250"]
