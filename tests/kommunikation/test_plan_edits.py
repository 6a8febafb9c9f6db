"""Edits and deletions that meet, aliases, swaps: what one entry becomes (rules 1.2, new, deleted, changed)."""

from __future__ import annotations

import pytest

from kommunikation.entries import Known, Policy
from kommunikation.marker import Slot, Value, write
from syncconsole.sync.errors import ADVOWARE
from syncconsole.sync.facts import PersonsDecision
from syncconsole.sync.merge import MANUAL
from tests.kommunikation.offices import Offices

HANNOVER, HANNOVER_TYPED = "+4951112345", "0511 12345"
BERLIN, BERLIN_TYPED = "+4930231250", "030 231250"
KOELN, KOELN_TYPED = "+49221123456", "0221 123456"
MAX, MORITZ = "max@mustermann.example", "moritz@mustermann.example"


@pytest.fixture
def both() -> Offices:
    """Two offices that agree on one business number, entry 1 in Advoware."""
    offices = Offices()
    offices.espo.has(HANNOVER)
    offices.advoware.has(HANNOVER_TYPED)
    offices.settle()
    return offices


@pytest.fixture
def twice(both: Offices) -> Offices:
    """The number stands a second time in Advoware, as entry 2: an alias."""
    both.advoware.has(HANNOVER_TYPED)
    both.settle()
    return both


def test_a_value_changed_on_both_sides_is_settled_by_policy_and_the_loser_is_kept(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.changes(1, KOELN_TYPED)
    both.settle()
    assert both.in_espocrm() == [BERLIN]
    assert both.in_advoware() == [BERLIN_TYPED]
    assert both.lost == {KOELN}


def test_the_policy_may_prefer_advoware(both: Offices) -> None:
    both.policy = Policy(conflicts=ADVOWARE)
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.changes(1, KOELN_TYPED)
    both.settle()
    assert both.in_espocrm() == [KOELN]
    assert both.lost == {BERLIN}


def test_under_the_manual_policy_neither_side_is_written(both: Offices) -> None:
    both.policy = Policy(conflicts=MANUAL)
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.changes(1, KOELN_TYPED)
    assert [line.rule for line in both.plan().conflicts] == ["both_changed_held"]
    assert not both.plan().writes
    both.settle()
    assert (both.in_espocrm(), both.in_advoware()) == ([BERLIN], [KOELN_TYPED])


def test_a_person_decides_a_held_conflict(both: Offices) -> None:
    both.policy = Policy(conflicts=MANUAL)
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.changes(1, KOELN_TYPED)
    both.settle()
    both.decisions = {both.record.pairs[0].key: PersonsDecision(KOELN, BERLIN, KOELN)}
    both.settle()
    assert (both.in_espocrm(), both.in_advoware()) == ([KOELN], [KOELN_TYPED])


def test_a_person_takes_the_losing_value_after_all(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.changes(1, KOELN_TYPED)
    both.settle()
    both.decisions = {both.record.pairs[0].key: PersonsDecision(KOELN, BERLIN, BERLIN)}
    assert both.run_until_crash(1)
    both.settle()
    assert (both.in_espocrm(), both.in_advoware()) == ([KOELN], [KOELN_TYPED])


def test_a_decision_made_on_other_values_does_not_count(both: Offices) -> None:
    both.decisions = {both.record.pairs[0].key: PersonsDecision(KOELN, BERLIN, BERLIN)}
    assert not both.plan().writes


def test_a_conflict_does_not_keep_new_entries_of_advoware_out(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.changes(1, "0511 99999")
    both.advoware.has(KOELN_TYPED)
    both.settle()
    assert both.in_espocrm() == [KOELN, BERLIN]


def test_an_edit_in_espocrm_survives_a_deletion_in_advoware(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.deletes(1)
    both.settle()
    assert both.in_espocrm() == [BERLIN]
    assert both.in_advoware() == [BERLIN_TYPED]


def test_an_edit_in_advoware_survives_a_deletion_in_espocrm(both: Offices) -> None:
    both.advoware.changes(1, BERLIN_TYPED)
    both.espo.deletes(HANNOVER)
    both.settle()
    assert both.in_espocrm() == [BERLIN]


def test_two_changes_of_one_type_in_espocrm_are_deletions_and_new_values(both: Offices) -> None:
    both.espo.has(KOELN)
    both.settle()
    both.espo.changes(HANNOVER, BERLIN)
    both.espo.changes(KOELN, "+498912345678")
    rules = sorted(line.rule for line in both.plan().lines)
    assert rules == ["espocrm_changed", "espocrm_changed", "new_in_espocrm", "new_in_espocrm"]
    both.settle()
    assert both.in_advoware() == [BERLIN_TYPED, "089 12345678"]


def test_two_values_swapped_in_advoware_need_no_write_in_espocrm(both: Offices) -> None:
    both.espo.has(BERLIN)
    both.settle()
    calls = both.espo.calls
    both.advoware.changes(1, BERLIN_TYPED)
    both.advoware.changes(2, HANNOVER_TYPED)
    both.settle()
    assert both.espo.calls == calls
    assert both.advoware.entries[1].bemerkung == write(Value(BERLIN, 1), "")


def test_a_value_that_moves_to_a_new_entry_in_advoware_stays_in_espocrm(both: Offices) -> None:
    both.advoware.changes(1, BERLIN_TYPED)
    both.advoware.has(HANNOVER_TYPED)
    both.settle()
    assert both.in_espocrm() == [BERLIN, HANNOVER]


def test_values_that_move_on_along_a_chain_of_entries_need_one_edit_in_espocrm(both: Offices) -> None:
    both.espo.has(BERLIN)
    both.settle()
    both.advoware.changes(1, BERLIN_TYPED)
    both.advoware.changes(2, KOELN_TYPED)
    both.settle()
    assert both.in_espocrm() == [KOELN, BERLIN]


def test_a_real_deletion_with_an_alias_left_changes_nothing(twice: Offices) -> None:
    twice.advoware.deletes(1)
    assert not twice.plan().arrays.writes
    twice.settle()
    assert twice.in_espocrm() == [HANNOVER]
    assert twice.record.pairs[0].entry == 2


def test_an_entry_edited_beside_its_alias_is_a_new_value(twice: Offices) -> None:
    twice.advoware.changes(1, BERLIN_TYPED)
    twice.settle()
    assert twice.in_espocrm() == [BERLIN, HANNOVER]


def test_an_alias_that_is_edited_is_a_new_value(twice: Offices) -> None:
    twice.advoware.changes(2, BERLIN_TYPED)
    twice.settle()
    assert twice.in_espocrm() == [BERLIN, HANNOVER]


def test_an_edit_in_espocrm_reaches_the_aliases_with_the_marker(twice: Offices) -> None:
    twice.espo.changes(HANNOVER, BERLIN)
    twice.settle()
    assert twice.in_advoware() == [BERLIN_TYPED, BERLIN_TYPED]
    assert twice.advoware.entries[2].bemerkung == write(Value(BERLIN, 1), "")


def test_a_deletion_in_espocrm_empties_the_aliases_too(twice: Offices) -> None:
    twice.espo.deletes(HANNOVER)
    twice.settle()
    assert twice.in_advoware() == []
    assert twice.advoware.entries[2].bemerkung == write(Slot(1), "")


def test_a_second_equal_entry_added_while_espocrm_deletes_the_first_survives(both: Offices) -> None:
    both.espo.deletes(HANNOVER)
    both.advoware.has(HANNOVER_TYPED)
    both.settle()
    assert both.in_espocrm() == [HANNOVER]
    assert both.advoware.entries[1].tlf == ""
    assert both.advoware.entries[2].tlf == HANNOVER_TYPED


def test_of_two_pairs_that_became_equal_the_one_that_holds_the_value_stays(both: Offices) -> None:
    both.espo.has(BERLIN)
    both.settle()
    both.advoware.changes(1, KOELN_TYPED)
    both.espo.changes(BERLIN, KOELN)
    both.settle()
    assert both.in_espocrm() == [KOELN]
    assert both.in_advoware() == [KOELN_TYPED]


def test_both_pairs_edited_to_one_value_in_advoware_become_aliases(both: Offices) -> None:
    both.espo.has(BERLIN)
    both.settle()
    both.advoware.changes(1, KOELN_TYPED)
    both.advoware.changes(2, KOELN_TYPED)
    both.settle(3)
    assert both.in_espocrm() == [KOELN]
    assert len(both.in_advoware()) == 2
    assert len(both.record.pairs) == 1


def test_an_optout_goes_along_with_an_edit_in_advoware_and_invalid_does_not(both: Offices) -> None:
    both.espo.changes(HANNOVER, opt_out=True, invalid=True)
    both.settle()
    both.advoware.changes(1, BERLIN_TYPED)
    both.settle()
    (entry,) = both.espo.phones or []
    assert (entry.value, entry.opt_out, entry.invalid, entry.primary) == (BERLIN, True, False, True)


def test_a_value_that_was_ever_read_is_sent_with_its_last_flags_and_type(both: Offices) -> None:
    both.known["phone", BERLIN] = Known("Home", opt_out=True, invalid=True)
    both.advoware.has(BERLIN_TYPED)
    both.settle()
    entry = (both.espo.phones or [])[1]
    assert (entry.type, entry.opt_out, entry.invalid) == ("Home", True, True)


def test_flags_and_the_primary_of_untouched_entries_are_kept(both: Offices) -> None:
    both.espo.has(KOELN, "Other", opt_out=True, invalid=True)
    both.espo.phones = [entry if entry.value == HANNOVER else entry for entry in reversed(both.espo.phones or [])]
    before = list(both.espo.phones)
    both.settle()
    both.advoware.has(BERLIN_TYPED)
    both.settle()
    assert (both.espo.phones or [])[:2] == before


def test_a_phones_array_is_sent_with_its_primary_number(both: Offices) -> None:
    both.advoware.has(BERLIN_TYPED)
    assert both.plan().arrays.body() == {
        "phoneNumber": HANNOVER,
        "phoneNumberData": [
            {"phoneNumber": HANNOVER, "type": "Office", "primary": True, "optOut": False, "invalid": False},
            {"phoneNumber": BERLIN, "type": "Office", "primary": False, "optOut": False, "invalid": False},
        ],
    }


def test_a_mails_array_is_sent_as_it_is_read(both: Offices) -> None:
    both.advoware.has("Max@Mustermann.example", kommkz=4)
    mail = {"emailAddress": "Max@Mustermann.example", "lower": MAX}
    assert both.plan().arrays.body() == {
        "emailAddressData": [mail | {"primary": True, "optOut": False, "invalid": False}]
    }


def test_mails_are_edited_in_both_directions(both: Offices) -> None:
    both.espo.has(MAX)
    both.settle()
    both.advoware.changes(2, MORITZ)
    both.settle()
    assert both.in_espocrm() == [HANNOVER, MORITZ]
    both.espo.changes(MORITZ, MAX)
    both.settle()
    assert both.advoware.entries[2].tlf == MAX


def test_a_mail_whose_letters_change_in_size_only_is_not_written(both: Offices) -> None:
    both.espo.has(MAX)
    both.settle()
    both.advoware.changes(2, MAX.upper())
    assert not both.plan().writes
