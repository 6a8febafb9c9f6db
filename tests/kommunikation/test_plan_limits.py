"""What is held back: uncertain texts, entries beyond ten, mass removals (rules 1.2, limits of what is sent)."""

from __future__ import annotations

import pytest

from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from tests.kommunikation.offices import Offices

HANNOVER, HANNOVER_TYPED = "+4951112345", "0511 12345"
BERLIN, BERLIN_TYPED = "+4930231250", "030 231250"
KOELN = "+49221123456"
UNCERTAIN = "0511 12345 (privat)"


def agreeing(*numbers: str) -> Offices:
    """Two offices that agree on these numbers."""
    both = Offices()
    for number in numbers:
        both.espo.has(number)
    both.settle()
    return both


@pytest.mark.parametrize("text", [UNCERTAIN, "0511/12345 App. 6", "110", "0511 12345, 030 231250", "Sekretariat"])
def test_an_uncertain_text_stays_in_advoware_and_the_rest_syncs(text: str) -> None:
    both = Offices()
    both.advoware.has(text)
    both.advoware.has(BERLIN_TYPED)
    both.settle()
    assert both.in_espocrm() == [BERLIN]
    assert both.advoware.entries[1].bemerkung == ""


def test_an_uncertain_text_that_is_put_right_goes_to_espocrm() -> None:
    both = Offices()
    id = both.advoware.has(UNCERTAIN)
    both.settle()
    both.advoware.changes(id, HANNOVER_TYPED)
    both.settle()
    assert both.in_espocrm() == [HANNOVER]


def test_an_uncertain_edit_of_a_linked_entry_is_an_accepted_difference() -> None:
    both = agreeing(HANNOVER)
    both.advoware.changes(1, UNCERTAIN)
    both.settle()
    assert (both.in_espocrm(), both.in_advoware()) == ([HANNOVER], [UNCERTAIN])


def test_a_later_edit_in_espocrm_goes_over_an_uncertain_text_and_keeps_it_for_review() -> None:
    both = agreeing(HANNOVER)
    both.advoware.changes(1, UNCERTAIN)
    both.settle()
    both.espo.changes(HANNOVER, BERLIN)
    both.settle()
    assert both.in_advoware() == [BERLIN_TYPED]
    assert both.lost == {UNCERTAIN}


def test_a_later_deletion_in_espocrm_goes_over_an_uncertain_text_and_keeps_it_for_review() -> None:
    both = agreeing(HANNOVER)
    both.advoware.changes(1, UNCERTAIN)
    both.settle()
    both.espo.deletes(HANNOVER)
    both.settle()
    assert both.in_advoware() == []
    assert both.lost == {UNCERTAIN}


def test_a_deletion_in_espocrm_at_the_same_time_leaves_the_uncertain_text_unlinked() -> None:
    both = agreeing(HANNOVER)
    both.advoware.changes(1, UNCERTAIN)
    both.espo.deletes(HANNOVER)
    both.settle()
    assert (both.in_espocrm(), both.in_advoware()) == ([], [UNCERTAIN])


def test_entries_beyond_ten_are_held_without_record_or_marker() -> None:
    both = Offices()
    for number in range(12):
        both.advoware.has(f"0511 12345{number:02}")
    held = both.plan().beyond_limit
    both.settle()
    assert held == (11, 12)
    assert len(both.espo.phones or []) == 10
    assert both.advoware.entries[11].bemerkung == ""
    assert len(both.record.pairs) == 10


def test_linked_entries_go_on_syncing_beyond_ten_and_room_is_used() -> None:
    both = Offices()
    for number in range(11):
        both.advoware.has(f"0511 12345{number:02}")
    both.settle()
    both.advoware.changes(1, BERLIN_TYPED)
    both.settle()
    assert BERLIN in both.in_espocrm()
    assert "+495111234510" not in both.in_espocrm()
    both.espo.deletes(BERLIN)
    both.settle()
    assert "+495111234510" in both.in_espocrm()


def test_the_last_three_gone_at_once_in_espocrm_are_held_and_new_values_sync() -> None:
    both = agreeing(HANNOVER, BERLIN, KOELN)
    both.espo.phones = []
    both.advoware.has("089 12345678")
    assert both.plan().holds == (ADVOWARE,)
    both.settle()
    assert len(both.in_advoware()) == 4
    assert both.in_espocrm() == ["+498912345678"]


def test_the_last_three_gone_at_once_in_advoware_are_held() -> None:
    both = agreeing(HANNOVER, BERLIN, KOELN)
    both.advoware.entries.clear()
    assert both.plan().holds == (ESPOCRM,)
    assert not both.plan().writes


def test_a_held_removal_ends_when_its_reason_is_gone() -> None:
    both = agreeing(HANNOVER, BERLIN, KOELN)
    shown, both.espo.phones = both.espo.phones, []
    both.settle()
    both.espo.phones = shown
    assert both.plan().holds == ()
    both.settle()
    assert len(both.in_advoware()) == 3


def test_a_person_allows_a_mass_removal() -> None:
    both = agreeing(HANNOVER, BERLIN, KOELN)
    both.espo.phones = []
    both.approved = frozenset({ADVOWARE})
    both.settle()
    assert both.in_advoware() == []


def test_an_allowed_mass_removal_goes_on_after_a_crash() -> None:
    both = agreeing(HANNOVER, BERLIN, KOELN)
    both.espo.phones = []
    both.approved = frozenset({ADVOWARE})
    assert both.run_until_crash(1)
    both.approved = frozenset()
    both.settle()
    assert both.in_advoware() == []


def test_the_only_number_gone_is_no_mass_removal() -> None:
    both = agreeing(HANNOVER)
    both.espo.phones = []
    assert both.plan().holds == ()


def test_three_of_four_gone_is_no_mass_removal() -> None:
    both = agreeing(HANNOVER, BERLIN, KOELN, "+498912345678")
    both.espo.phones = (both.espo.phones or [])[:1]
    assert both.plan().holds == ()
    both.settle()
    assert len(both.in_advoware()) == 1
