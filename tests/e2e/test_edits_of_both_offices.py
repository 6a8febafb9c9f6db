"""Both offices edit the same parties; real workers carry the edits (rules 1.1, 1.4, 4)."""

from __future__ import annotations

import pytest

from tests.platform.waiting import wait_until

pytestmark = pytest.mark.e2e


def test_a_party_created_in_espocrm_is_in_advoware_within_five_seconds(office):
    espo_id = office.create(firstName="Käthe")
    assert office.announce() == [200]
    wait_until(lambda: "Käthe" in office.first_names_in_advoware(), 5)
    office.wait_for_rest(espo_id)
    number = office.party(espo_id).number
    assert office.advoware(number)["vorname"] == "Käthe"
    assert office.espocrm(espo_id)["betnr"] == number
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_edits_of_different_fields_both_survive(office):
    espo_id, number = office.linked()
    office.edit_advoware(number, handelsRegisterNummer="", vorname="Käthe")
    office.edit_espocrm(espo_id, dateOfBirth="1971-07-14")
    office.announce()
    office.wait_for_rest(espo_id)
    assert office.espocrm(espo_id)["firstName"] == office.advoware(number)["vorname"] == "Käthe"
    assert office.espocrm(espo_id)["dateOfBirth"] == "1971-07-14"
    assert office.advoware(number)["geburtsdatum"].startswith("1971-07-14")
    assert office.party(espo_id).sync_status == "clean"


def test_of_two_edits_of_one_field_espocrms_stays_and_the_other_can_be_taken(office):
    espo_id, number = office.linked()
    office.edit_advoware(number, vorname="Käthe")
    office.edit_espocrm(espo_id, firstName="Dora")
    office.announce()
    office.wait_for_rest(espo_id)
    assert office.espocrm(espo_id)["firstName"] == office.advoware(number)["vorname"] == "Dora"
    [conflict] = office.party(espo_id).conflicts.filter(closed_at=None)
    assert (conflict.field, conflict.kept[-1]["value"]) == ("firstName", "Käthe")
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"

    assert office.ring.manage("resolve", espo_id, "firstName", "--take") == 0
    office.wait_for_rest(espo_id)
    assert office.espocrm(espo_id)["firstName"] == office.advoware(number)["vorname"] == "Käthe"
    assert not office.party(espo_id).conflicts.filter(closed_at=None).exists()
    assert office.espocrm(espo_id)["syncStatus"] == "clean"
