"""A type that a person changes while our run is under way is an edit of this record like any other (rules 1.2, 2.2)."""

from __future__ import annotations

from typing import Any

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from tests.runner.conftest import Office
from tests.runner.entries import (
    MOBILE,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    digits,
    enter_phones,
    entries,
    in_sync,
    phone,
    tel,
)
from tests.runner.midway import after, before
from tests.runner.movable_clock import MovableClock


def kinds(office: Office, number: int) -> dict[str, int]:
    """The real kommKz of each filled entry, by number."""
    return {digits([entry.tlf])[0]: entry.komm_kz for entry in entries(office, number) if entry.tlf}


@pytest.fixture
def party(office: Office, time: MovableClock) -> tuple[str, int]:
    """A party with an office number, to which MK has just added a mobile."""
    learnt, number = office.linked_person(name="Lernt")
    time.advance(5)
    office.edit_advoware(number, name="Gelernt")
    office.sync(learnt)  # the console has learnt under which name it writes in EspoCRM
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    time.advance(5)
    add_entry(office, number, MOBILE_TYPED, 3)
    return espo_id, number


@pytest.mark.parametrize(
    ("moment", "client", "call"),
    [(after, AdvoClient, "read"), (before, EspoClient, "update"), (after, EspoClient, "update")],
)
def test_it_arrives_whenever_it_happens(
    office: Office,
    time: MovableClock,
    party: tuple[str, int],
    monkeypatch: pytest.MonkeyPatch,
    moment: Any,
    client: Any,
    call: str,
) -> None:
    office.box.espo.options.version_control = True
    espo_id, number = party

    def anna_changes_the_type() -> None:
        time.advance(2)
        rows = [phone(row["phoneNumber"], row["type"]) for row in office.espocrm(espo_id)["phoneNumberData"]]
        enter_phones(
            office, espo_id, *[row | {"type": "Home"} if row["phoneNumber"] == OFFICE else row for row in rows]
        )
        time.advance(2)

    with monkeypatch.context() as patch:
        moment(patch, client, call, anna_changes_the_type)
        office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert kinds(office, number) == {OFFICE: 6, MOBILE: 3}
