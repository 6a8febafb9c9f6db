"""The main job: edits on either side arrive on the other, within the call budget (rules 1 and 2)."""

from __future__ import annotations

from tests.runner.conftest import MAX, Office


def test_a_new_party_is_created_in_advoware(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    assert office.sync(espo_id).outcome == "written"
    number = office.espocrm(espo_id)["betnr"]
    made = office.advoware(number)
    assert (made["name"], made["vorname"], made["anrede"]) == ("Mustermann", "Max", "Herr")
    assert made["geburtsdatum"].startswith("1980-05-17")
    assert office.espocrm(espo_id)["syncStatus"] == "clean"
    assert office.espocrm(espo_id)["advowareLastSync"]
    assert office.party(espo_id).sync_status == "clean"


def test_a_create_costs_at_most_five_calls(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    assert office.calls() == ["GET E", "POST A", "GET A", "PATCH E"]


def test_an_unchanged_party_costs_two_reads_and_no_write(office: Office) -> None:
    espo_id, _ = office.linked_person()
    assert office.sync(espo_id).outcome == "equal"
    assert office.calls() == ["GET E", "GET A"]


def test_an_edit_in_espocrm_arrives_in_advoware_within_five_calls(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    assert office.sync(espo_id).outcome == "written"
    assert office.advoware(number)["name"] == "Musterfrau"
    assert office.calls() == ["GET E", "GET A", "PUT A", "GET A", "PATCH E"]


def test_an_edit_in_advoware_arrives_in_espocrm(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, anrede="Frau")
    office.sync(espo_id)
    assert office.espocrm(espo_id)["salutationName"] == "Ms."
    assert office.calls() == ["GET E", "GET A", "PATCH E"]


def test_two_edits_of_different_fields_both_survive(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Musterfrau"
    assert office.espocrm(espo_id)["dateOfBirth"] == "1981-01-01"


def test_unmapped_fields_stay_as_they_are(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    before = office.advoware(number)
    office.sync(espo_id)
    after = office.advoware(number)
    changed = {key for key in before if before[key] != after[key]}
    assert changed - {"geaendertAm"} == {"name", "rowId", "geaendertVon"}  # both writes may share a second


def test_the_same_field_edited_on_both_sides_keeps_espocrms_value_and_the_other_for_review(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Ausespo"
    (conflict,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert (conflict.kind, conflict.field) == ("review", "lastName")
    assert conflict.kept[0]["value"] == "Ausadvoware"
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"
    assert office.sync(espo_id).outcome == "equal"


def test_a_second_run_after_any_of_these_writes_nothing(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    office.forget_calls()
    office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A"]


def test_the_attempt_tells_calls_and_changes(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    attempt = office.party(espo_id).attempts.first()
    assert [call["method"] for call in attempt.calls] == ["GET", "GET", "PUT", "GET", "PATCH"]
    (change,) = attempt.changes.all()
    assert (change.side, change.field, change.before, change.after) == (
        "advoware",
        "lastName",
        MAX["lastName"],
        "Musterfrau",
    )
    assert (change.rule, change.result) == ("espocrm_changed", "arrived")
