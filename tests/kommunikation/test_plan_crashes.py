"""Answers that never come and runs that die: intents, the marker as a witness, POSTs of unknown outcome (rules 1.2)."""

from __future__ import annotations

import pytest

from kommunikation.acts import PostEntry
from kommunikation.entries import Entry
from kommunikation.judging import read_back, refused
from syncconsole.sync.values import REFUSED, STORED_DIFFERENTLY
from tests.kommunikation.offices import Advoware, Offices

HANNOVER, HANNOVER_TYPED = "+4951112345", "0511 12345"
BERLIN, BERLIN_TYPED = "+4930231250", "030 231250"
KOELN, KOELN_TYPED = "+49221123456", "0221 123456"


@pytest.fixture
def both() -> Offices:
    """Two offices that agree on one business number, entry 1 in Advoware."""
    offices = Offices()
    offices.espo.has(HANNOVER)
    offices.settle()
    return offices


def test_a_post_whose_answer_was_lost_is_found_by_its_marker() -> None:
    both = Offices(quarantined=True)
    both.espo.has(HANNOVER)
    assert both.run_until_crash(1)
    both.advoware.changes(1, KOELN_TYPED)
    both.settle()
    assert both.in_advoware() == [KOELN_TYPED]
    assert both.in_espocrm() == [KOELN]


def test_a_post_whose_answer_was_lost_is_found_by_its_value_where_the_marker_was_removed() -> None:
    both = Offices(quarantined=True)
    both.espo.has(HANNOVER)
    assert both.run_until_crash(1)
    both.advoware.changes(1, bemerkung="")
    both.settle()
    assert both.in_advoware() == [HANNOVER_TYPED]


@pytest.mark.parametrize("quarantined", [True, False])
def test_an_entry_is_found_by_one_pair_only_though_it_bears_one_value_and_another_marker(quarantined: bool) -> None:
    both = Offices(quarantined=quarantined)
    both.espo.has(HANNOVER)
    both.espo.has(BERLIN)
    assert both.run_until_crash(1)
    both.advoware.changes(1, BERLIN_TYPED)
    both.settle()
    assert both.in_advoware() == [BERLIN_TYPED]
    assert both.in_espocrm() == [BERLIN]


def test_a_post_of_unknown_outcome_is_not_repeated_within_the_quarantine() -> None:
    both = Offices(quarantined=True)
    both.espo.has(HANNOVER)
    assert both.run_until_crash(0)
    both.settle(1)
    assert both.in_advoware() == []
    both.quarantined = False
    both.settle(1)
    assert both.in_advoware() == [HANNOVER_TYPED]


def test_a_value_deleted_within_the_quarantine_is_emptied_when_its_entry_shows() -> None:
    both = Offices(quarantined=True)
    both.espo.has(HANNOVER)
    planned = both.plan()
    assert both.run_until_crash(0)
    both.espo.deletes(HANNOVER)
    both.run()
    both.advoware.carry_out(planned.acts[0])
    both.settle()
    assert both.in_advoware() == []
    assert both.in_espocrm() == []


def test_a_value_deleted_within_the_quarantine_is_forgotten_when_nothing_shows() -> None:
    both = Offices(quarantined=True)
    both.espo.has(HANNOVER)
    assert both.run_until_crash(0)
    both.espo.deletes(HANNOVER)
    both.run()
    assert len(both.record.pairs) == 1
    both.quarantined = False
    both.settle()
    assert both.record.pairs == ()


def test_a_value_deleted_before_anything_was_agreed_is_emptied_though_the_emptying_did_not_land() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    assert both.run_until_crash(1)
    both.espo.deletes(HANNOVER)
    assert both.run_until_crash(0)
    both.settle()
    assert both.in_advoware() == []
    assert both.in_espocrm() == []


def test_an_edit_back_after_our_write_is_an_edit_because_the_marker_shows_that_it_arrived(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    assert both.run_until_crash(1)
    both.advoware.changes(1, HANNOVER_TYPED)
    both.settle()
    assert both.in_espocrm() == [HANNOVER]


def test_a_write_that_did_not_land_is_repeated(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    assert both.run_until_crash(0)
    both.settle()
    assert both.in_advoware() == [BERLIN_TYPED]


def test_a_source_that_goes_back_before_the_write_needs_none(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    assert both.run_until_crash(0)
    both.espo.changes(BERLIN, HANNOVER)
    calls = both.advoware.calls
    both.settle()
    assert both.advoware.calls == calls


def test_a_source_that_goes_back_after_the_write_goes_back_on_both_sides(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    assert both.run_until_crash(1)
    both.espo.changes(BERLIN, HANNOVER)
    both.settle()
    assert both.in_advoware() == [HANNOVER_TYPED]


def test_a_value_emptied_by_us_and_typed_in_espocrm_again_is_written(both: Offices) -> None:
    both.espo.deletes(HANNOVER)
    assert both.run_until_crash(1)
    both.espo.has(HANNOVER)
    both.settle()
    assert both.in_advoware() == [HANNOVER_TYPED]


def test_an_entry_blanked_after_our_write_is_deleted_in_espocrm(both: Offices) -> None:
    both.espo.has(BERLIN)
    assert both.run_until_crash(1)
    both.advoware.changes(2, "")
    both.settle()
    assert both.in_espocrm() == [HANNOVER]


def test_an_alias_not_yet_reached_is_written_after_the_crash(both: Offices) -> None:
    both.advoware.has(HANNOVER_TYPED)
    both.settle()
    both.espo.changes(HANNOVER, BERLIN)
    assert both.run_until_crash(2)
    assert both.in_advoware() == [BERLIN_TYPED, HANNOVER_TYPED]
    both.settle()
    assert both.in_advoware() == [BERLIN_TYPED, BERLIN_TYPED]


def test_a_value_under_way_that_somebody_adds_in_advoware_is_taken_from_there(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    assert both.run_until_crash(0)
    both.advoware.has(BERLIN_TYPED)
    both.settle()
    assert both.in_advoware() == [BERLIN_TYPED]
    assert both.advoware.entries[1].tlf == ""


def test_two_crashes_in_a_row_do_not_make_an_edit_of_an_alias_that_lags(both: Offices) -> None:
    both.advoware.has(HANNOVER_TYPED)
    both.settle()
    both.espo.changes(HANNOVER, BERLIN)
    assert both.run_until_crash(2)
    both.espo.changes(BERLIN, KOELN)
    assert both.run_until_crash(1)
    both.settle()
    assert both.in_advoware() == [KOELN_TYPED, KOELN_TYPED]
    assert both.in_espocrm() == [KOELN]


def test_the_losing_value_of_a_conflict_is_known_before_anything_is_written(both: Offices) -> None:
    both.espo.changes(HANNOVER, BERLIN)
    both.advoware.changes(1, KOELN_TYPED)
    assert both.run_until_crash(0)
    assert both.lost == {KOELN}


class CutsOff(Advoware):
    """Advoware with a column of eight characters."""

    def changes(self, id: int, tlf: str | None = None, bemerkung: str | None = None) -> None:
        super().changes(id, tlf[:8] if tlf else tlf, bemerkung)


def test_a_value_that_the_column_cuts_off_is_an_accepted_difference() -> None:
    both = Offices(advoware=CutsOff())
    both.espo.has("max@mustermann.example")
    both.settle()
    both.espo.changes("max@mustermann.example", "maximilian@mustermann.example")
    both.settle()
    (pair,) = both.record.pairs
    assert (pair.base.why, pair.base.a) == (STORED_DIFFERENTLY, "maximili")
    assert both.in_espocrm() == ["maximilian@mustermann.example"]


class ShortRemarks(Advoware):
    """Advoware with a `bemerkung` of twenty characters."""

    def carry_out(self, act: object) -> int | None:
        id = super().carry_out(act)  # type: ignore[arg-type]
        self.entries = {key: _cut(entry) for key, entry in self.entries.items()}
        return id


def _cut(entry: Entry) -> Entry:
    return Entry(entry.id, entry.row_id, entry.tlf, entry.bemerkung[:20])


@pytest.mark.parametrize("first", ["espocrm", "advoware"])
def test_a_marker_that_the_column_cuts_off_is_not_written_every_run(first: str) -> None:
    both = Offices(advoware=ShortRemarks())
    if first == "espocrm":
        both.espo.has(HANNOVER)
    else:
        both.advoware.has(HANNOVER_TYPED)
    both.settle()
    assert both.in_espocrm() == [HANNOVER]


def test_a_refused_value_is_an_accepted_difference_until_it_changes() -> None:
    both = Offices()
    both.espo.has(HANNOVER)
    planned = both.plan()
    (act,) = planned.acts
    assert isinstance(act, PostEntry)
    both.record = refused(planned.record, act, "validation", both.policy)
    assert both.record.pairs[0].base.why == REFUSED
    both.run()
    assert both.in_advoware() == []
    both.espo.changes(HANNOVER, BERLIN)
    both.settle()
    assert both.in_advoware() == [BERLIN_TYPED]


def test_a_value_that_espocrm_dropped_is_an_accepted_difference() -> None:
    both = Offices()
    both.advoware.has(HANNOVER_TYPED)
    planned = both.plan()
    both.record = read_back(planned.record, both.espo.side(), both.advoware.side(), (), True, both.policy)
    assert both.record.pairs[0].base.why == STORED_DIFFERENTLY
    both.settle(1)
    assert both.in_espocrm() == []
