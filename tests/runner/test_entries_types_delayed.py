"""A type change that a failure, a pause or a moved entry delays still arrives (rules 1.2)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.clients.advoware import AdvoClient
from syncconsole.people import operations
from tests.runner.conftest import Office
from tests.runner.entries import (
    MAX_MAIL,
    OFFICE,
    comes_to_rest,
    edit_entry,
    enter_phones,
    entries,
    in_sync_for_a_while,
    phone,
    phone_kinds,
    tel,
)
from tests.runner.midway import after
from tests.runner.movable_clock import MovableClock


@pytest.mark.parametrize("fault", ["POST", "PUT"])
def test_a_type_move_whose_write_fails_arrives_with_the_retry(known: Office, time: MovableClock, fault: str) -> None:
    espo_id, number = in_sync_for_a_while(known, time)
    enter_phones(known, espo_id, phone(OFFICE, "Mobile"))
    time.advance(5)
    known.box.advo_faults.arm(method=fault, path=f"Beteiligte/{number}/", status=500)
    assert known.sync(espo_id).outcome == "failed"
    for _ in range(3):
        time.advance(700)
        known.retry(espo_id)
    assert phone_kinds(known, number) == [(3, [OFFICE])]


def test_a_type_changed_while_the_party_is_paused_arrives_afterwards(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync_for_a_while(office, time)
    operations.pause(DEFINITION, [office.party(espo_id).pk], "anna")
    enter_phones(office, espo_id, phone(OFFICE, "Mobile"))
    time.advance(5)
    office.sync(espo_id)
    operations.resume(DEFINITION, [office.party(espo_id).pk], "anna")
    office.sync(espo_id)
    assert phone_kinds(office, number) == [(3, [OFFICE])]


def test_a_type_change_that_a_moved_entry_delays_arrives(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync_for_a_while(office, time, tel(MAX_MAIL, 4))
    enter_phones(office, espo_id, phone(OFFICE, "Mobile"))
    time.advance(5)

    def mk_edits_the_mail_and_time_passes() -> None:
        edit_entry(office, number, entries(office, number)[1].id, tlf="moritz@example.invalid")
        time.advance(2)

    after(monkeypatch, AdvoClient, "read", mk_edits_the_mail_and_time_passes)
    comes_to_rest(office, espo_id)
    assert phone_kinds(office, number) == [(3, [OFFICE])]


def test_a_type_change_arrives_where_the_run_first_tells_espocrm_that_it_is_syncing(
    office: Office, time: MovableClock, settings: Any
) -> None:
    settings.SYNC_PUBLISH_SYNCING = True
    espo_id, number = in_sync_for_a_while(office, time)
    enter_phones(office, espo_id, phone(OFFICE, "Home"))
    time.advance(5)
    comes_to_rest(office, espo_id)
    assert phone_kinds(office, number) == [(6, [OFFICE])]
