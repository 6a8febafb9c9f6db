"""A number that a system refuses stops neither the party nor its other numbers (rules 1.2 and 4)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from syncconsole.sync.errors import Refused
from syncconsole.sync.reasons import reason
from tests.runner.conftest import Office
from tests.runner.entries import (
    MAX_MAIL,
    MOBILE,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    OTHER_OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    delete_entry,
    digits,
    edit_entry,
    enter_mails,
    enter_phones,
    entries,
    in_sync,
    mails,
    phone,
    phones,
    slot,
    tel,
    typed,
)
from tests.runner.midway import before
from tests.runner.movable_clock import MovableClock

NO_PHONES = json.dumps({"messageTranslation": {}, "field": "phoneNumber", "type": "valid"})


def espocrm_refuses_phones(office: Office, times: int = 0) -> None:
    """EspoCRM answers every PATCH as it does for a number that it does not take (recording 04)."""
    headers = {"X-Status-Reason": "Field validation failure; field: phoneNumber, type: valid."}
    office.box.espo_faults.arm(method="PATCH", status=400, times=times, body=NO_PHONES, headers=headers)


def differences(office: Office, espo_id: str) -> list[str]:
    """Advoware's halves of the open accepted differences."""
    rows = office.party(espo_id).conflicts.filter(closed_at=None, kind="difference")
    return [row.value_advoware for row in rows]


# EspoCRM refuses


def test_an_array_that_espocrm_refuses_is_left_out_and_the_rest_is_sent(office: Office) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, OFFICE_TYPED)
    add_entry(office, number, MAX_MAIL, 4)
    office.edit_advoware(number, anrede="Frau")
    espocrm_refuses_phones(office, times=1)
    office.sync(espo_id)
    assert office.espocrm(espo_id)["salutationName"] == "Ms."
    assert (phones(office, espo_id), mails(office, espo_id)) == ([], [MAX_MAIL])
    assert differences(office, espo_id) == [OFFICE]
    assert office.party(espo_id).sync_status == "conflict"
    assert typed(office, number) == sorted([OFFICE_TYPED, MAX_MAIL])


def test_a_refused_array_is_not_tried_in_every_run(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, OFFICE_TYPED)
    espocrm_refuses_phones(office, times=1)
    comes_to_rest(office, espo_id)
    office.forget_calls()
    for _ in range(3):
        time.advance(90_000)
        office.sync(espo_id)
    assert office.writes() == []
    assert phones(office, espo_id) == []


def test_a_refused_number_that_changes_is_tried_again(office: Office) -> None:
    espo_id, number = in_sync(office)
    entry = add_entry(office, number, OFFICE_TYPED)
    espocrm_refuses_phones(office, times=1)
    comes_to_rest(office, espo_id)
    edit_entry(office, number, entry, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OTHER_OFFICE]
    assert differences(office, espo_id) == []


def test_another_number_that_is_new_after_a_refusal_is_sent(office: Office) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, OFFICE_TYPED)
    espocrm_refuses_phones(office, times=1)
    comes_to_rest(office, espo_id)
    add_entry(office, number, MOBILE_TYPED, 3)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [MOBILE]
    assert differences(office, espo_id) == [OFFICE]


def test_an_edit_that_espocrm_refuses_keeps_its_number(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    espocrm_refuses_phones(office, times=1)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE]
    assert typed(office, number) == [OTHER_OFFICE_TYPED]
    (row,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert (row.kind, row.value_espo, row.value_advoware) == ("difference", OFFICE, OTHER_OFFICE)


def test_an_edit_of_the_party_after_a_refusal_is_carried(office: Office) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, OFFICE_TYPED)
    espocrm_refuses_phones(office, times=1)
    comes_to_rest(office, espo_id)
    office.edit_espocrm(espo_id, lastName="Beispiel")
    enter_phones(office, espo_id, phone(MOBILE, "Mobile"))
    comes_to_rest(office, espo_id)
    assert office.advoware(number)["name"] == "Beispiel"
    assert digits(typed(office, number)) == sorted([OFFICE, MOBILE])


def test_a_refusal_of_a_field_that_names_nothing_does_not_cost_the_phones(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, OFFICE_TYPED)
    office.edit_advoware(number, anrede="Frau")
    own = EspoClient.update

    def update(client: EspoClient, entity: str, id: str, changes: dict[str, Any], *version: Any) -> Any:
        if "salutationName" in changes:
            raise Refused("espocrm", reason("refused", system="espocrm", status=400), status=400)
        return own(client, entity, id, changes, *version)

    monkeypatch.setattr(EspoClient, "update", update)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE]
    assert [kind for kind, _ in office.open_questions(espo_id)] == ["difference"]
    assert differences(office, espo_id) != [OFFICE]


# Advoware refuses


def test_an_entry_that_advoware_refuses_is_an_accepted_difference(office: Office) -> None:
    espo_id, number = in_sync(office, tel(MOBILE_TYPED, 3))
    office.edit_espocrm(
        espo_id, lastName="Beispiel", phoneNumberData=[phone(MOBILE, "Mobile"), phone(OFFICE)],
        emailAddressData=[{"emailAddress": MAX_MAIL}],
    )  # fmt: skip
    office.box.advo_faults.arm(method="POST", path="Kommunikationen", status=400, body="Der Wert ist ungültig.")
    comes_to_rest(office, espo_id)
    assert office.advoware(number)["name"] == "Beispiel"
    assert len(typed(office, number)) == 2
    assert len(differences(office, espo_id)) == 1
    assert office.party(espo_id).sync_status == "conflict"
    assert len(phones(office, espo_id)) == 2


def test_an_entry_that_advoware_refuses_is_not_tried_in_every_run(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(office)
    enter_phones(office, espo_id, OFFICE)
    office.box.advo_faults.arm(method="POST", path="Kommunikationen", status=400, body="Ungültig.")
    comes_to_rest(office, espo_id)
    office.forget_calls()
    for _ in range(3):
        time.advance(90_000)
        office.sync(espo_id)
    assert [call for call in office.writes() if call.endswith("A")] == []
    assert phones(office, espo_id) == [OFFICE]


def test_a_refused_edit_leaves_advowares_number(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    office.box.advo_faults.arm(method="PUT", path="Kommunikationen", status=400, body="Ungültig.")
    comes_to_rest(office, espo_id)
    assert (phones(office, espo_id), typed(office, number)) == ([OTHER_OFFICE], [OFFICE_TYPED])
    assert differences(office, espo_id) == [OFFICE]
    enter_phones(office, espo_id, "+493023125009")
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == ["+493023125009"]


def test_an_entry_whose_row_id_moved_is_planned_again(office: Office) -> None:
    office.box.advo.options.row_id_enforced = True
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    refuse: dict[str, Any] = {"method": "PUT", "path": "Kommunikationen", "status": 409}
    office.box.advo_faults.arm(**refuse, body="Der Datensatz wurde zwischenzeitlich geändert.")
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == [OTHER_OFFICE]
    assert office.open_questions(espo_id) == []


def test_an_entry_deleted_before_its_put_is_planned_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, OTHER_OFFICE, phone(MOBILE, "Mobile"))
    gone = entries(office, number)[0].id
    before(monkeypatch, AdvoClient, "replace_part", lambda: delete_entry(office, number, gone))
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, MOBILE])  # the edit survives the deletion
    assert digits(typed(office, number)) == sorted([OTHER_OFFICE, MOBILE])
    assert office.party(espo_id).failures == 0


def test_an_entry_deleted_before_it_is_emptied_is_simply_gone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, phone(MOBILE, "Mobile"))
    gone = entries(office, number)[0].id
    before(monkeypatch, AdvoClient, "replace_part", lambda: delete_entry(office, number, gone))
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [MOBILE]
    assert typed(office, number) == [MOBILE_TYPED]
    assert office.party(espo_id).failures == 0
    assert slot(1) not in [entry.bemerkung for entry in entries(office, number)]


@pytest.mark.parametrize("status", [500, 503])
def test_an_entry_write_that_fails_for_a_moment_is_made_by_the_retry(
    known: Office, time: MovableClock, status: int
) -> None:
    espo_id, number = in_sync(known, tel(OFFICE_TYPED))
    enter_phones(known, espo_id, OTHER_OFFICE)
    known.box.advo_faults.arm(method="PUT", path="Kommunikationen", status=status)
    assert known.sync(espo_id).outcome == "failed"
    time.advance(90)
    known.retry(espo_id)
    assert digits(typed(known, number)) == [OTHER_OFFICE]
    assert known.party(espo_id).sync_status == "clean"


def test_while_advoware_is_down_no_party_loses_an_attempt(known: Office) -> None:
    espo_id, _ = in_sync(known, tel(OFFICE_TYPED))
    enter_phones(known, espo_id, OTHER_OFFICE)
    known.box.advo_faults.arm(path="Kommunikationen", status=503, times=0)
    known.box.advo_faults.arm(method="GET", path="Beteiligte", status=503, times=0, skip=1)
    assert known.sync(espo_id).outcome == "waits"
    assert known.party(espo_id).failures == 0


def test_an_address_that_espocrms_validation_refuses_does_not_keep_the_phones_back(office: Office) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, f"{'x' * 65}@example.invalid", 4)
    add_entry(office, number, OFFICE_TYPED)
    enter_mails(office, espo_id, MAX_MAIL)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE]
    assert MAX_MAIL in mails(office, espo_id)


@pytest.mark.parametrize("dropped", ["phoneNumber", "emailAddress"])
def test_a_list_that_espocrm_silently_does_not_store_is_told_once_and_not_fought(
    office: Office, time: MovableClock, dropped: str
) -> None:
    espo_id, number = in_sync(office)
    office.box.espo.options.quirks.drops.append(dropped)
    add_entry(office, number, OFFICE_TYPED)
    add_entry(office, number, MAX_MAIL, 4)
    comes_to_rest(office, espo_id)
    assert [kind for kind, _ in office.open_questions(espo_id)] == ["difference"]
    office.forget_calls()
    for _ in range(3):
        time.advance(90_000)
        office.sync(espo_id)
    assert office.writes() == []


def test_a_number_stored_before_espocrm_wanted_international_ones_can_be_replaced(office: Office) -> None:
    office.box.espo.options.phone_international = False
    espo_id, number = in_sync(office)
    enter_phones(office, espo_id, "030 23125001")
    comes_to_rest(office, espo_id)
    office.box.espo.options.phone_international = True
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OTHER_OFFICE]  # it takes `phoneNumber` beside the list (recording 04)
