"""A list that a system leaves out is not an empty list (rules 1, canonical; 6.3 no. 25)."""

from __future__ import annotations

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
    OTHER_OFFICE,
    add_entry,
    comes_to_rest,
    digits,
    enter_phones,
    in_sync,
    mails,
    phones,
    tel,
    typed,
)

LISTS = ("phoneNumberData", "emailAddressData")
DROP = "absent"


def reads_without(patch: pytest.MonkeyPatch, client: Any, keys: tuple[str, ...], value: Any) -> None:
    """Every read answers these keys as null, or without them."""
    own = client.read

    def read(*args: Any, **named: Any) -> dict[str, Any]:
        answer = own(*args, **named)
        rest = {name: held for name, held in answer.items() if name not in keys}
        return rest if value == DROP else rest | dict.fromkeys(keys, value)

    patch.setattr(client, "read", read)


@pytest.mark.parametrize("value", [None, DROP])
def test_lists_that_espocrm_leaves_out_for_one_read_empty_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, value: Any
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    office.edit_espocrm(espo_id, lastName="Beispiel")
    with monkeypatch.context() as patch:
        reads_without(patch, EspoClient, LISTS, value)
        office.sync(espo_id)
    assert typed(office, number) == sorted([OFFICE_TYPED, MOBILE_TYPED, MAX_MAIL])
    assert office.advoware(number)["name"] == "Beispiel"
    comes_to_rest(office, espo_id)
    assert typed(office, number) == sorted([OFFICE_TYPED, MOBILE_TYPED, MAX_MAIL])
    assert (phones(office, espo_id), mails(office, espo_id)) == (sorted([OFFICE, MOBILE]), [MAX_MAIL])
    assert office.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize("value", [None, DROP])
def test_a_list_that_is_left_out_for_many_parties_empties_none_of_them(
    office: Office, monkeypatch: pytest.MonkeyPatch, value: Any
) -> None:
    parties = [in_sync(office, tel(f"030 23125-01{index}")) for index in range(7)]
    before = {number: typed(office, number) for _, number in parties}
    with monkeypatch.context() as patch:
        reads_without(patch, EspoClient, LISTS, value)
        for espo_id, _ in parties:
            office.sync(espo_id)
            office.sync(espo_id)
    assert office.writes() == []
    assert {number: typed(office, number) for _, number in parties} == before
    for espo_id, _ in parties:
        comes_to_rest(office, espo_id)
        assert office.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize("key", LISTS)
def test_a_list_that_espocrm_does_not_have_is_one_problem_report(office: Office, key: str) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    office.box.espo.options.omit_keys.append(key)
    office.sync(espo_id)
    office.sync(espo_id)
    assert len(office.party(espo_id).problems) == 1
    assert typed(office, number) == sorted([OFFICE_TYPED, MAX_MAIL])


def test_the_other_list_goes_on_syncing(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    office.box.espo.options.omit_keys.append("emailAddressData")
    enter_phones(office, espo_id, OTHER_OFFICE)
    add_entry(office, number, MOBILE_TYPED, 3)
    office.sync(espo_id)
    assert digits([text for text in typed(office, number) if "@" not in text]) == sorted([OTHER_OFFICE, MOBILE])
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, MOBILE])
    assert MAX_MAIL in typed(office, number)


@pytest.mark.parametrize("value", [None, DROP])
def test_advoware_without_its_list_removes_nothing_from_espocrm(
    office: Office, monkeypatch: pytest.MonkeyPatch, value: Any
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    office.edit_espocrm(espo_id, lastName="Beispiel")
    with monkeypatch.context() as patch:
        reads_without(patch, AdvoClient, ("kommunikation",), value)
        office.sync(espo_id)
        office.sync(espo_id)
    assert (phones(office, espo_id), mails(office, espo_id)) == ([OFFICE], [MAX_MAIL])
    assert office.advoware(number)["name"] == "Beispiel"
    assert typed(office, number) == sorted([OFFICE_TYPED, MAX_MAIL])
    comes_to_rest(office, espo_id)
    assert office.party(espo_id).sync_status == "clean"


def test_a_version_of_advoware_without_the_list_never_gets_an_entry_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office)
    enter_phones(office, espo_id, OFFICE)
    with monkeypatch.context() as patch:
        reads_without(patch, AdvoClient, ("kommunikation",), DROP)
        for _ in range(3):
            office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == [OFFICE]


def test_a_list_without_the_single_value_or_with_another_one_is_read_as_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED))
    with monkeypatch.context() as patch:
        reads_without(patch, EspoClient, ("phoneNumber", "emailAddress"), None)
        office.sync(espo_id)
    assert office.writes() == []
