"""What moves ``modifiedAt`` and ``modifiedBy`` (recordings 08a and 08b), on a clock that the test moves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syncconsole.sandbox.clock import VirtualClock
from syncconsole.sandbox.espocrm import EspoCrm, EspoCrmOptions
from syncconsole.sandbox.espocrm.users import API_USER

MAIL = {"emailAddress": "max@example.invalid", "primary": True, "optOut": False, "invalid": False}


def moves(stream: bool, fields: dict[str, object]) -> bool:
    """Whether writing ``fields`` to a fresh record moves its ``modifiedAt``."""
    clock = VirtualClock(datetime(2026, 11, 24, tzinfo=UTC))
    crm = EspoCrm(clock, EspoCrmOptions(stream=stream))
    party = crm.create({"lastName": "Mustermann", "emailAddressData": [MAIL]}, "anna")["id"]
    before = crm.read(party)["modifiedAt"]
    clock.advance(10)
    crm.update(party, fields, API_USER)
    return bool(crm.read(party)["modifiedAt"] != before)


@pytest.mark.parametrize("fields", [{}, {"lastName": "Mustermann"}, {"syncStatus": "clean"}])
def test_with_stream_on_every_write_moves_it(fields: dict[str, object]) -> None:
    assert moves(True, fields)


@pytest.mark.parametrize("fields", [{}, {"lastName": "Mustermann"}, {"syncStatus": "pending_sync"}])
def test_with_stream_off_a_write_without_a_change_does_not(fields: dict[str, object]) -> None:
    assert not moves(False, fields)


@pytest.mark.parametrize("fields", [{"syncStatus": "clean"}, {"lastName": "Beispiel"}, {"emailAddressData": [MAIL]}])
def test_with_stream_off_a_change_does_and_a_mail_array_without_lower_counts_as_one(fields: dict[str, object]) -> None:
    assert moves(False, fields)


def test_with_stream_off_a_mail_array_exactly_as_read_is_no_change() -> None:
    assert not moves(False, {"emailAddressData": [{**MAIL, "lower": MAIL["emailAddress"]}]})


def test_the_last_modifier_is_the_one_who_wrote_last() -> None:
    crm = EspoCrm()
    party = crm.create({"lastName": "Mustermann"}, "anna")["id"]
    crm.update(party, {"lastName": "Beispiel"}, "bernd")
    assert crm.read(party)["modifiedByName"] == "Bernd Beispiel"
    crm.update(party, {"syncStatus": "clean"}, API_USER)
    assert crm.read(party)["modifiedById"] == API_USER.id


def test_an_administrators_formula_can_mark_each_save_of_a_person_dirty() -> None:
    crm = EspoCrm(options=EspoCrmOptions(dirty_on_person_save=True))
    party = crm.create({"lastName": "Mustermann"}, "anna")["id"]
    crm.update(party, {"syncStatus": "clean"}, API_USER)
    assert crm.read(party)["syncStatus"] == "clean"
    crm.update(party, {"lastName": "Beispiel"}, "anna")
    assert crm.read(party)["syncStatus"] == "dirty"
