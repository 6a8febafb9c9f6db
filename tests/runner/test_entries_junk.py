"""What no one can read as a phone or a mail changes nothing and stops nothing (rules 1.2 and 8)."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from tests.runner.conftest import Office
from tests.runner.entries import (
    MAX_MAIL,
    MOBILE,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    in_sync,
    mails,
    phones,
    tel,
    typed,
)

SCALARS: list[Any] = [0, 1, -1, 1.5, True, False, "", "x", "[]", {}, {"0": {}}, {"phoneNumber": OFFICE}]
ROWS: list[Any] = [
    [None],
    [0],
    [True],
    ["030 23125001"],
    [[]],
    [[[]]],
    [{}],
    [{}, {}, {}],
    [None, {}, "", 0, []],
]
ESPO_ROWS: list[Any] = [
    [{"phoneNumber": None}],
    [{"phoneNumber": 4930231}],
    [{"phoneNumber": ["+493023125001"]}],
    [{"phoneNumber": {"a": 1}}],
    [{"phoneNumber": True}],
    [{"PhoneNumber": "+493023125001"}],
    [{"emailAddress": None}],
    [{"emailAddress": 5}],
    [{"emailAddress": ["a@example.invalid"]}],
    [{"emailAddress": {"x": "y"}}],
]
ADVO_ROWS: list[Any] = [
    [{"id": None}],
    [{"id": "x", "tlf": "030 23125001"}],
    [{"id": True, "tlf": "030 23125001"}],
    [{"id": 1.5, "tlf": "030 23125001"}],
    [{"id": -3, "tlf": "030 23125001"}],
    [{"id": {}, "tlf": "030 23125001"}],
    [{"id": [], "tlf": "030 23125001"}],
    [{"tlf": "030 23125001"}],
    [{"id": 1, "tlf": 49302312}],
    [{"id": 1, "tlf": ["030"]}],
    [{"id": 1, "tlf": {"a": "b"}}],
    [{"id": 1, "tlf": True}],
    [{"id": 1, "tlf": "030 23125-001", "bemerkung": 5}],
    [{"id": 1, "tlf": "030 23125-001", "bemerkung": ["x"]}],
    [{"id": 1, "tlf": "030 23125-001", "bemerkung": {}}],
    [{"id": 1, "tlf": "030 23125-001", "kommKz": "eins"}],
    [{"id": 1, "tlf": "030 23125-001", "kommKz": 99}],
    [{"id": 1, "tlf": "030 23125-001", "kommKz": [1]}],
    [{"id": 1, "tlf": "030 23125-001", "online": "ja"}],
    [{"id": 1, "tlf": "030 23125-001", "rowId": 7}],
    [{"id": 1, "tlf": "030 23125-001", "rowId": None}],
]


def answers(patch: pytest.MonkeyPatch, client: Any, **parts: Any) -> None:
    """Every read answers with these parts in the place of its own."""
    own = client.read
    patch.setattr(client, "read", lambda *args, **named: own(*args, **named) | parts)


def as_before(office: Office, espo_id: str, number: int) -> None:
    """Once the answers are good again, all is as it was."""
    comes_to_rest(office, espo_id)
    assert typed(office, number) == sorted([OFFICE_TYPED, MOBILE_TYPED, MAX_MAIL])
    assert (phones(office, espo_id), mails(office, espo_id)) == (sorted([OFFICE, MOBILE]), [MAX_MAIL])
    assert office.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize("junk", [*SCALARS, *ROWS, *ESPO_ROWS], ids=repr)
def test_lists_of_espocrm_that_no_one_can_read_empty_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, junk: Any
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        answers(patch, EspoClient, phoneNumberData=junk, emailAddressData=junk)
        office.sync(espo_id)
    assert [record for record in caplog.records if record.exc_info] == []
    assert typed(office, number) == sorted([OFFICE_TYPED, MOBILE_TYPED, MAX_MAIL])
    as_before(office, espo_id, number)


@pytest.mark.parametrize("junk", [*SCALARS, *ROWS, *ADVO_ROWS], ids=repr)
def test_lists_of_advoware_that_no_one_can_read_empty_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, junk: Any
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        answers(patch, AdvoClient, kommunikation=junk)
        office.sync(espo_id)
    assert [record for record in caplog.records if record.exc_info] == []
    assert typed(office, number) == sorted([OFFICE_TYPED, MOBILE_TYPED, MAX_MAIL])


@pytest.mark.parametrize(
    "junk", ["", " ", "\t\n", "-", "???", "💥", "a\0b", "\u202e030 23125001", "0" * 300, "x" * 5000]
)
def test_a_text_that_is_no_number_stays_where_it_was_typed(office: Office, junk: str) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    entry = add_entry(office, number, junk)
    office.edit_espocrm(espo_id, lastName="Beispiel")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE]
    assert office.advoware(number)["name"] == "Beispiel"
    assert next(one.tlf for one in office.box.advo.parties[number].entries if one.id == entry) == junk


@pytest.mark.parametrize("junk", [" ", "💥" * 20, "x" * 5000, "[ESPOCRM", "[ESPOCRM:" * 50, "[ESPOCRM::1]"], ids=ascii)
def test_a_remark_that_is_no_marker_is_the_users_text(office: Office, junk: str) -> None:
    office.box.advo.options.remark_limit = 0
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, junk))
    assert phones(office, espo_id) == [OFFICE]
    assert junk.strip()[:20] in office.box.advo.parties[number].entries[0].bemerkung
    office.sync(espo_id)
    assert office.writes() == []


@pytest.mark.parametrize("row", [None, 0, "x", [], {}, {"id": None}, {"id": "x", "tlf": "5"}, {"tlf": "5"}], ids=repr)
def test_one_unreadable_row_of_advoware_beside_good_ones_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, row: Any
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    answers(monkeypatch, AdvoClient, kommunikation=[row, *office.advoware(number)["kommunikation"], row])
    office.sync(espo_id)
    assert office.writes() == []


@pytest.mark.parametrize("row", [None, 0, "x", [], {}, {"phoneNumber": None}, {"phoneNumber": 5}], ids=repr)
def test_one_unreadable_row_of_espocrm_beside_good_ones_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, row: Any
) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    answers(monkeypatch, EspoClient, phoneNumberData=[row, *office.espocrm(espo_id)["phoneNumberData"], row])
    office.sync(espo_id)
    assert [call for call in office.writes() if call.endswith("A")] == []
