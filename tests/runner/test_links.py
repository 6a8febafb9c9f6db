"""What links a party with a number, what breaks the link, and what waits for a person (rules 1.3)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.clients.advoware import AdvoClient
from syncconsole.people import decisions, operations
from tests.runner.conftest import Office
from tests.runner.midway import after, before
from tests.runner.movable_clock import MovableClock


def anna_types_a_number(office: Office, time: MovableClock, espo_id: str, number: int) -> None:
    """While a run is at work: after that its reading of EspoCRM is too old to write on."""
    office.edit_espocrm(espo_id, betnr=number)
    time.advance(1.5)


def called_a_company(office: Office) -> tuple[str, int]:
    """A person in sync whom Anna makes a company in EspoCRM: the run is held."""
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, rechtsform="GmbH", firmenname="Musterbau GmbH")
    assert office.sync(espo_id).outcome == "held"
    return espo_id, number


def hold_of(office: Office, espo_id: str) -> tuple[str, dict[str, Any]]:
    """Code and parameters of what holds the party; it must be held."""
    hold = office.party(espo_id).hold
    return hold["code"], hold["params"]


# A number typed by a person


def test_a_typed_number_links_the_party_without_a_search(office: Office) -> None:
    number = office.person_in_advoware()
    espo_id = office.person_in_espocrm(betnr=number)
    office.sync(espo_id)
    assert office.party(espo_id).number == number
    assert office.calls() == ["GET E", "GET A", "PATCH E"]
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_a_first_link_fills_blanks_and_keeps_what_the_newer_side_overwrites(office: Office) -> None:
    number = office.person_in_advoware(name="Altname", anrede=None)
    espo_id = office.person_in_espocrm(betnr=number)
    office.sync(espo_id)
    assert office.advoware(number)["anrede"] == "Herr"
    assert office.advoware(number)["name"] == "Mustermann"  # within two minutes the policy decides
    assert office.open_questions(espo_id) == [("review", "lastName")]


def test_a_number_that_another_open_link_has_is_held_and_both_records_are_named(office: Office) -> None:
    first, number = office.linked_person()
    second = office.person_in_espocrm(lastName="Musterfrau")
    # EspoCRM itself refuses the same number twice: the first record has lost it there, but the link is open.
    office.edit_espocrm(first, betnr=None)
    office.edit_espocrm(second, betnr=number)
    assert office.sync(second).outcome == "held"
    code, params = hold_of(office, second)
    assert (code, params["number"], params["other"]) == ("number_taken", number, first)
    assert office.advoware(number)["name"] == "Mustermann"


def test_a_number_that_does_not_exist_is_never_created_under_it(known: Office) -> None:
    espo_id = known.person_in_espocrm(betnr=99999)
    assert known.sync(espo_id).outcome == "held"
    assert known.espocrm(espo_id)["syncStatus"] == "failed"
    assert known.writes() == ["PATCH E"]


def test_a_changed_number_is_held_until_a_person_agrees(office: Office) -> None:
    espo_id, before = office.linked_person()
    after = office.person_in_advoware(name="Anders", anrede="Frau")
    office.edit_espocrm(espo_id, betnr=after)
    assert office.sync(espo_id).outcome == "held"
    code, params = hold_of(office, espo_id)
    assert (code, params["before"], params["number"]) == ("number_changed", before, after)
    assert office.advoware(after)["name"] == "Anders"
    shown = office.espocrm(espo_id)
    assert (shown["betnr"], shown["lastName"], shown["syncStatus"]) == (after, "Mustermann", "failed")


def test_after_the_consent_the_new_number_is_linked_for_the_first_time(office: Office) -> None:
    espo_id, before = office.linked_person()
    after = office.person_in_advoware(name="Anders", geburtsdatum=None)
    office.edit_espocrm(espo_id, betnr=after)
    office.sync(espo_id)
    assert office.answer(espo_id, "agree").outcome == "written"
    assert office.party(espo_id).number == office.espocrm(espo_id)["betnr"] == after
    assert office.advoware(after)["geburtsdatum"].startswith("1980-05-17")  # a blank is filled, not pulled
    assert office.open_questions(espo_id) == [("review", "lastName")]
    assert office.advoware(before)["name"] == "Mustermann"


def test_a_number_changed_in_the_middle_of_a_first_run_that_has_written_needs_a_person_too(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, other = office.person_in_advoware(vorname=""), office.person_in_advoware(name="Anders")
    espo_id = office.person_in_espocrm(betnr=number)
    after(monkeypatch, AdvoClient, "replace", lambda: anna_types_a_number(office, time, espo_id, other))
    assert office.sync(espo_id).outcome == "held"
    assert hold_of(office, espo_id) == ("number_changed", {"before": number, "number": other})
    assert (office.espocrm(espo_id)["betnr"], office.advoware(other)["name"]) == (other, "Anders")


def test_a_number_changed_while_a_later_run_writes_is_not_put_back(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, _ = office.linked_person()
    other = office.person_in_advoware(name="Anders")
    office.edit_espocrm(espo_id, firstName="Moritz")
    after(monkeypatch, AdvoClient, "replace", lambda: anna_types_a_number(office, time, espo_id, other))
    assert office.sync(espo_id).outcome == "held"
    assert office.espocrm(espo_id)["betnr"] == other


def test_a_number_changed_while_a_run_fails_is_not_put_back(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, _ = office.linked_person()
    other = office.person_in_advoware(name="Anders")
    office.edit_espocrm(espo_id, firstName="Moritz")
    office.box.advo_faults.arm(method="PUT", path="Beteiligte", status=500)
    before(monkeypatch, AdvoClient, "replace", lambda: anna_types_a_number(office, time, espo_id, other))
    assert office.sync(espo_id).outcome == "failed"
    assert office.espocrm(espo_id)["betnr"] == other


def test_a_number_changed_back_ends_the_hold(office: Office) -> None:
    espo_id, before = office.linked_person()
    office.edit_espocrm(espo_id, betnr=office.person_in_advoware(name="Anders"))
    office.sync(espo_id)
    office.edit_espocrm(espo_id, betnr=before)
    office.sync(espo_id)
    assert office.party(espo_id).hold is None
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_a_cleared_number_is_held_and_can_be_entered_again(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, betnr=None, lastName="Musterfrau")
    assert office.sync(espo_id).outcome == "held"
    assert hold_of(office, espo_id)[0] == "number_cleared"
    assert office.espocrm(espo_id)["betnr"] is None
    assert office.advoware(number)["name"] == "Mustermann"
    assert office.answer(espo_id, "relink").outcome == "written"
    assert office.espocrm(espo_id)["betnr"] == number
    assert office.advoware(number)["name"] == "Musterfrau"


def test_a_number_that_espocrm_never_confirmed_is_published_again(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    office.box.espo_faults.arm(method="PATCH", status=500, times=0)
    office.sync(espo_id)
    office.box.espo_faults.disarm()
    assert office.espocrm(espo_id)["betnr"] is None
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    (number,) = office.named_in_advoware("Musterfrau")
    assert office.espocrm(espo_id)["betnr"] == number


# Person or company


def test_another_kind_is_held_and_no_field_is_compared(office: Office) -> None:
    espo_id, number = called_a_company(office)
    assert hold_of(office, espo_id) == ("kind_differs", {"espocrm": "company", "advoware": "person"})
    assert office.advoware(number)["name"] == "Mustermann"


def test_the_kind_that_a_person_applies_is_carried_to_the_other_side(office: Office) -> None:
    espo_id, number = called_a_company(office)
    assert office.answer(espo_id, "apply-kind", "company").outcome == "written"
    assert (office.advoware(number)["name"], office.advoware(number)["rechtsform"]) == ("Musterbau GmbH", "GmbH")
    assert office.sync(espo_id).outcome == "equal"


def test_a_kind_that_a_person_applies_against_an_edit_of_the_legal_form_takes_that_edit_back(office: Office) -> None:
    espo_id, number = called_a_company(office)
    assert office.answer(espo_id, "apply-kind", "person").outcome == "written"
    assert office.espocrm(espo_id)["rechtsform"] == office.advoware(number)["rechtsform"] == "Natürliche Person"
    assert office.advoware(number)["name"] == "Mustermann"
    office.sync(espo_id)
    assert office.open_questions(espo_id) == [("review", "rechtsform")]  # what was typed is kept


def test_a_decision_for_a_legal_form_of_the_other_kind_reaches_both_sides_and_asks_nothing(office: Office) -> None:
    espo_id, number = called_a_company(office)
    office.answer(espo_id, "apply-kind", "person")
    (question,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert decisions.decide(DEFINITION, question.pk, "take", "anna").done
    office.forget_calls()
    office.sync(espo_id)
    assert office.espocrm(espo_id)["rechtsform"] == office.advoware(number)["rechtsform"] == "GmbH"
    assert (office.party(espo_id).hold, office.writes().count("PUT A")) == (None, 2)  # legal form, then the name


# Deleted in EspoCRM


def test_a_deletion_in_espocrm_closes_the_link_and_deletes_nothing(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.delete_in_espocrm(espo_id)
    office.sync(espo_id)
    assert office.party(espo_id).deleted_at is not None
    assert office.advoware(number)["name"] == "Mustermann"
    assert office.writes() == []


def test_staff_are_told_once_of_a_deletion(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.delete_in_espocrm(espo_id)
    office.sync(espo_id)
    office.sync(espo_id)
    assert office.told() == ["deleted"]


def test_a_tombstone_stays_in_the_daily_comparison(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.delete_in_espocrm(espo_id)
    office.sync(espo_id)
    assert office.party(espo_id).compare_at is not None


def test_a_restored_party_goes_on_with_its_old_base(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.delete_in_espocrm(espo_id)
    office.sync(espo_id)
    office.edit_advoware(number, anrede="Frau")
    office.restore_in_espocrm(espo_id)
    assert office.sync(espo_id).outcome == "written"
    assert office.party(espo_id).deleted_at is None
    assert office.espocrm(espo_id)["salutationName"] == "Ms."  # one side changed: no first link, no conflict
    assert office.open_questions(espo_id) == []


def test_a_tombstone_frees_its_number(office: Office) -> None:
    first, number = office.linked_person()
    office.delete_in_espocrm(first)
    office.sync(first)
    second = office.person_in_espocrm(betnr=number)
    office.sync(second)
    assert office.party(second).number == number
    assert office.party(second).hold is None


def test_a_party_restored_after_its_number_went_elsewhere_is_held(office: Office) -> None:
    first, number = office.linked_person()
    office.delete_in_espocrm(first)
    office.sync(first)
    second = office.person_in_espocrm(betnr=number)
    office.sync(second)
    office.edit_espocrm(second, betnr=None)  # else EspoCRM would not restore it
    office.restore_in_espocrm(first)
    assert office.sync(first).outcome == "held"
    assert hold_of(office, first)[0] == "number_taken"


def test_a_404_without_a_reason_of_espocrms_is_no_deletion(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.box.espo_faults.arm(method="GET", path="CBeteiligte", status=404)
    assert office.sync(espo_id).outcome == "failed"
    assert office.party(espo_id).deleted_at is None
    assert office.told() == []


# Gone in Advoware


def test_a_record_that_advoware_no_longer_has_is_shown_and_not_carried(known: Office) -> None:
    espo_id, number = known.linked_person()
    known.delete_in_advoware(number)
    known.edit_espocrm(espo_id, lastName="Geändert")
    assert known.sync(espo_id).outcome == "held"
    shown = known.espocrm(espo_id)
    assert shown["advowareDeletedAt"]
    assert (shown["syncStatus"], shown["syncRetryCount"]) == ("failed", 0)
    assert shown["syncErrorMessage"]
    assert known.party(espo_id).due_at is None
    assert known.told() == ["gone"]


def test_a_missing_record_is_asked_twice_and_another_known_one_once(known: Office) -> None:
    espo_id, number = known.linked_person()
    known.delete_in_advoware(number)
    known.sync(espo_id)
    assert known.calls() == ["GET E", "GET A", "GET A", "GET A", "PATCH E"]


def test_a_gone_party_writes_nothing_and_tells_nobody_again(known: Office) -> None:
    espo_id, number = known.linked_person()
    known.delete_in_advoware(number)
    known.sync(espo_id)
    since = known.party(espo_id).gone_at
    known.forget_calls()
    known.sync(espo_id)
    assert known.writes() == []
    assert known.party(espo_id).gone_at == since
    assert known.told() == ["gone"]


def test_a_gone_party_is_never_created_again_by_itself(known: Office) -> None:
    espo_id, number = known.linked_person()
    known.delete_in_advoware(number)
    known.sync(espo_id)
    known.edit_espocrm(espo_id, lastName="Geändert")
    known.sync(espo_id)
    assert "POST A" not in known.calls()
    assert known.named_in_advoware("Geändert") == []


def test_without_another_known_number_a_missing_record_is_only_held(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.delete_in_advoware(number)
    assert office.sync(espo_id).outcome == "held"
    assert hold_of(office, espo_id)[0] == "gone_unsure"
    assert office.party(espo_id).gone_at is None
    assert office.espocrm(espo_id)["advowareDeletedAt"] is None


def test_what_is_recorded_as_gone_stays_so_when_no_other_number_answers_any_more(known: Office) -> None:
    espo_id, number = known.linked_person()
    known.delete_in_advoware(number)
    known.sync(espo_id)
    for other in DEFINITION.record.objects.exclude(espo_id=espo_id).values_list("number", flat=True):
        known.delete_in_advoware(other)
    known.forget_calls()
    assert known.sync(espo_id).outcome == "held"
    assert (known.calls(), known.party(espo_id).gone_at is not None) == (["GET E", "GET A"], True)


def test_numbers_of_parties_that_are_held_themselves_do_not_tell_whether_advoware_answers(known: Office) -> None:
    missing = [known.linked_person() for _ in range(4)]
    for _, number in missing:
        known.delete_in_advoware(number)
    DEFINITION.record.objects.filter(espo_id__in=[espo_id for espo_id, _ in missing[1:]]).update(held_whole=True)
    known.sync(missing[0][0])
    assert known.party(missing[0][0]).gone_at is not None


def test_an_advoware_that_misses_every_record_proves_nothing(known: Office) -> None:
    espo_id, _ = known.linked_person()
    known.box.advo_faults.arm(method="GET", path="Beteiligte", status=404, times=0)
    known.sync(espo_id)
    assert known.party(espo_id).gone_at is None
    assert known.espocrm(espo_id)["advowareDeletedAt"] is None


def test_one_404_that_is_not_repeated_is_no_loss(known: Office) -> None:
    espo_id, _ = known.linked_person()
    known.box.advo_faults.arm(method="GET", path="Beteiligte", status=404)
    assert known.sync(espo_id).outcome == "failed"
    assert known.party(espo_id).gone_at is None
    assert known.party(espo_id).due_at is not None


def test_a_record_that_reappears_goes_on_where_it_stopped(known: Office) -> None:
    espo_id, number = known.linked_person()
    kept = known.box.advo.parties[number]
    known.delete_in_advoware(number)
    known.sync(espo_id)
    known.edit_espocrm(espo_id, lastName="Geändert")
    known.box.advo.parties[number] = kept  # out of the firm's backup
    assert known.sync(espo_id).outcome == "written"
    assert known.advoware(number)["name"] == "Geändert"
    shown = known.espocrm(espo_id)
    assert (shown["syncStatus"], shown["advowareDeletedAt"], shown["syncErrorMessage"]) == ("clean", None, None)
    assert known.party(espo_id).gone_at is None


# Paused


def test_a_paused_party_does_not_run_and_keeps_its_reason(office: Office) -> None:
    espo_id, number = office.linked_person()
    operations.pause(DEFINITION, [office.party(espo_id).pk], "anna")
    office.edit_espocrm(espo_id, lastName="Geändert")
    assert office.sync(espo_id).outcome == "paused"
    assert office.calls() == []
    operations.resume(DEFINITION, [office.party(espo_id).pk], "anna")
    assert office.retry(espo_id).outcome == "written"
    assert office.advoware(number)["name"] == "Geändert"


def test_a_cleared_number_is_still_held_by_the_second_run(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, betnr=None, lastName="Beispiel")
    for _ in range(3):
        office.sync(espo_id)
        assert office.party(espo_id).hold["code"] == "number_cleared"
    assert office.espocrm(espo_id)["betnr"] is None
    assert office.advoware(number)["name"] == "Mustermann"
