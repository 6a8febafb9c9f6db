"""How failures of one party are counted and retried, and what needs a person (rules 4)."""

from __future__ import annotations

from typing import Any

import pytest

from syncconsole import clock
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock

A_DAY = 86400


def wait_of(office: Office, espo_id: str) -> float:
    """Seconds until the party is due."""
    due = office.party(espo_id).due_at
    assert due is not None
    return (due - clock.now()).total_seconds()


def about(seconds: float) -> Any:
    """That wait, with the jitter of a fifth."""
    return pytest.approx(seconds, rel=0.21, abs=2)


def broken_reads(office: Office, number: int, times: int = 0) -> None:
    """Advoware answers every read of that record with an error of its own."""
    office.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}", status=500, times=times)


# Transient, one party


def test_an_unexpected_error_counts_one_failure_and_is_tried_again_in_a_minute(office: Office) -> None:
    espo_id, number = office.linked_person()
    broken_reads(office, number, times=1)
    assert office.sync(espo_id).outcome == "failed"
    party = office.party(espo_id)
    assert (party.failures, party.error_class, party.sync_status) == (1, "transient", "failed")
    assert wait_of(office, espo_id) == about(60)


def test_espocrm_shows_the_failure_its_count_and_its_reason(office: Office) -> None:
    espo_id, number = office.linked_person()
    broken_reads(office, number, times=1)
    office.sync(espo_id)
    shown = office.espocrm(espo_id)
    assert (shown["syncStatus"], shown["syncRetryCount"]) == ("failed", 1)
    assert shown["syncErrorMessage"]
    assert "Mustermann" not in shown["syncErrorMessage"]


def test_each_failure_waits_longer(office: Office, time: MovableClock) -> None:
    espo_id, number = office.linked_person()
    broken_reads(office, number)
    office.sync(espo_id)
    for count, wait in ((1, 60), (2, 300), (3, 900), (4, 3600)):
        assert office.party(espo_id).failures == count
        assert wait_of(office, espo_id) == about(wait)
        time.advance(wait * 1.3)
        office.retry(espo_id)
    assert office.party(espo_id).failures == 5


def given_up(office: Office, time: MovableClock) -> tuple[str, int]:
    """A party that has failed five times."""
    espo_id, number = office.linked_person()
    broken_reads(office, number)
    office.sync(espo_id)
    for _ in range(4):
        time.advance(5000)
        office.retry(espo_id)
    return espo_id, number


def test_the_fifth_failure_gives_up_and_tells_once(office: Office, time: MovableClock) -> None:
    espo_id, _ = given_up(office, time)
    assert office.party(espo_id).sync_status == "permanently_failed"
    shown = office.espocrm(espo_id)
    assert (shown["syncStatus"], shown["syncRetryCount"]) == ("permanently_failed", 5)
    assert office.told() == ["given_up"]
    assert wait_of(office, espo_id) == about(A_DAY)


def test_after_that_a_daily_try_counts_nothing_and_tells_nobody(office: Office, time: MovableClock) -> None:
    espo_id, _ = given_up(office, time)
    for _ in range(2):
        time.advance(A_DAY * 1.3)
        assert office.retry(espo_id).outcome == "failed"
        assert wait_of(office, espo_id) == about(A_DAY)
    assert office.party(espo_id).failures == 5
    assert office.espocrm(espo_id)["syncStatus"] == "permanently_failed"
    assert office.told() == ["given_up"]


def test_the_daily_try_that_succeeds_ends_it(office: Office, time: MovableClock) -> None:
    espo_id, number = given_up(office, time)
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.box.advo_faults.disarm()
    time.advance(A_DAY * 1.3)
    assert office.retry(espo_id).outcome == "written"
    assert office.advoware(number)["name"] == "Musterfrau"
    shown = office.espocrm(espo_id)
    assert (shown["syncStatus"], shown["syncRetryCount"], shown["syncErrorMessage"]) == ("clean", 0, None)


def test_with_a_wait_of_zero_a_given_up_party_is_never_tried(office: Office, time: MovableClock, settings: Any) -> None:
    settings.SYNC_PERMANENT_RETRY_SECONDS = 0
    espo_id, _ = given_up(office, time)
    assert office.party(espo_id).due_at is None


def test_a_success_resets_the_count(office: Office, time: MovableClock) -> None:
    espo_id, number = office.linked_person()
    broken_reads(office, number, times=2)
    office.sync(espo_id)
    time.advance(100)
    office.retry(espo_id)
    time.advance(500)
    assert office.retry(espo_id).outcome == "written"
    party = office.party(espo_id)
    assert (party.failures, party.error, party.sync_status) == (0, None, "clean")
    assert office.espocrm(espo_id)["syncRetryCount"] == 0
    broken_reads(office, number, times=1)
    office.sync(espo_id)
    assert wait_of(office, espo_id) == about(60)


def test_a_failure_that_espocrm_could_not_be_told_is_told_by_the_next_run(office: Office, time: MovableClock) -> None:
    espo_id, number = office.linked_person()
    broken_reads(office, number)
    office.box.espo_faults.arm(method="PATCH", status=500)
    office.sync(espo_id)
    assert office.espocrm(espo_id)["syncStatus"] == "clean"
    time.advance(100)
    office.retry(espo_id)
    assert office.espocrm(espo_id)["syncStatus"] == "failed"
    assert office.espocrm(espo_id)["syncRetryCount"] == 2


def test_a_daily_comparison_that_fails_is_not_repeated_before_it_is_due(office: Office, time: MovableClock) -> None:
    espo_id, number = office.linked_person()
    broken_reads(office, number)
    time.advance(1.2 * A_DAY)
    ended = office.retry(espo_id)
    assert (ended.outcome, ended.again) == ("failed", False)
    assert office.retry(espo_id).outcome == "nothing"
    assert office.party(espo_id).failures == 1
    assert wait_of(office, espo_id) == about(60)


def test_a_daily_comparison_that_must_wait_is_not_repeated_at_once(office: Office, time: MovableClock) -> None:
    espo_id, number = office.linked_person()
    office.linked_person(vorname="Moritz")
    time.advance(1.2 * A_DAY)
    office.box.advo_faults.arm(path=f"Beteiligte/{number}$", status=429, headers={"Retry-After": "120"})
    ended = office.retry(espo_id)
    assert (ended.outcome, ended.again) == ("again", False)
    assert office.retry(espo_id).outcome == "nothing"


@pytest.mark.parametrize("broken", [{"html": True}, {"truncate": True}])
def test_an_answer_that_cannot_be_read_is_never_taken_for_data(office: Office, broken: dict[str, bool]) -> None:
    espo_id, number = office.linked_person()
    office.box.advo_faults.arm(method="GET", path="Beteiligte", **broken)
    assert office.sync(espo_id).outcome == "failed"
    assert office.espocrm(espo_id)["lastName"] == "Mustermann"
    assert office.advoware(number)["name"] == "Mustermann"


def test_reasons_that_come_before_the_next_attempt_burn_none(office: Office) -> None:
    espo_id, number = office.linked_person()
    broken_reads(office, number)
    for _ in range(6):
        office.sync(espo_id)
    assert office.party(espo_id).failures == 1
    assert wait_of(office, espo_id) <= 75


def test_a_defect_of_the_console_is_recorded_and_raised(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, _ = office.linked_person()

    def defective(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("syncconsole.run.carry_out.plan", defective)
    with pytest.raises(ZeroDivisionError):
        office.sync(espo_id)
    party = office.party(espo_id)
    assert (party.error_class, party.failures, party.lease_until) == ("defect", 1, None)
    assert party.attempts.latest("id").outcome == "failed"


# Needs a person


def test_a_refused_field_becomes_an_accepted_difference_and_the_rest_is_written(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.refuses["anrede"] = "Frau"
    office.edit_espocrm(espo_id, salutationName="Ms.", lastName="Musterfrau")
    assert office.sync(espo_id).outcome == "written"
    assert (office.advoware(number)["name"], office.advoware(number)["anrede"]) == ("Musterfrau", "Herr")
    assert office.open_questions(espo_id) == [("difference", "salutationName")]
    (difference,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert (difference.why, difference.value_espo, difference.value_advoware) == ("refused", "Frau", "Herr")
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"
    assert office.party(espo_id).failures == 0


def test_a_refused_field_is_not_tried_anew_until_a_side_changes(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.refuses["anrede"] = "Frau"
    office.edit_espocrm(espo_id, salutationName="Ms.")
    office.sync(espo_id)
    office.forget_calls()
    office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A"]
    office.box.advo.options.quirks.refuses.clear()
    office.edit_espocrm(espo_id, salutationName="")
    office.sync(espo_id)
    assert office.advoware(number)["anrede"] is None


def test_a_field_that_espocrm_refuses_is_left_out_of_the_patch(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, anrede="Eheleute", name="Musterfrau")  # no option of EspoCRM's
    assert office.sync(espo_id).outcome == "written"
    shown = office.espocrm(espo_id)
    assert (shown["lastName"], shown["salutationName"]) == ("Musterfrau", "Mr.")
    assert office.open_questions(espo_id) == [("difference", "salutationName")]
    assert shown["syncStatus"] == "conflict"
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


def test_a_refusal_that_names_no_field_has_the_fields_sent_one_by_one(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo_faults.arm(method="PUT", status=400, body="Die Anforderung ist fehlerhaft.")
    office.edit_espocrm(espo_id, salutationName="Ms.", lastName="Musterfrau")
    assert office.sync(espo_id).outcome == "written"
    assert (office.advoware(number)["name"], office.advoware(number)["anrede"]) == ("Musterfrau", "Frau")
    assert office.calls().count("PUT A") == 3
    assert office.open_questions(espo_id) == []


def test_the_one_field_that_is_refused_then_is_the_one_that_stays(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo_faults.arm(method="PUT", status=400, body="Die Anforderung ist fehlerhaft.", times=2)
    office.edit_espocrm(espo_id, salutationName="Ms.", lastName="Musterfrau")
    office.sync(espo_id)
    assert (office.advoware(number)["name"], office.advoware(number)["anrede"]) == ("Mustermann", "Frau")
    assert office.open_questions(espo_id) == [("difference", "lastName")]


def test_a_right_that_espocrm_denies_needs_a_person(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.espo_faults.arm(method="PATCH", status=403, headers={"X-Status-Reason": "No edit access."}, times=0)
    office.edit_advoware(number, name="Musterfrau")
    assert office.sync(espo_id).outcome == "failed"
    party = office.party(espo_id)
    assert (party.error_class, party.failures, party.due_at) == ("needs_person", 0, None)


def test_what_a_denied_right_held_up_is_carried_once_a_person_has_given_it(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.espo_faults.arm(method="PATCH", status=403, headers={"X-Status-Reason": "No edit access."}, times=0)
    office.edit_advoware(number, name="Musterfrau")
    office.sync(espo_id)
    office.box.espo_faults.disarm()
    office.sync(espo_id, trigger="person")
    assert office.espocrm(espo_id)["lastName"] == "Musterfrau"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


@pytest.mark.parametrize("status", [409, 422])
def test_a_record_that_advoware_refuses_as_a_whole_is_carried_once_the_cause_is_gone(
    office: Office, status: int
) -> None:
    espo_id, number = office.linked_person()
    office.box.advo_faults.arm(method="PUT", status=status, body="Der Datensatz ist gesperrt.", times=0)
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    assert office.sync(espo_id).outcome == "failed"
    party = office.party(espo_id)
    assert (party.error_class, party.due_at) == ("needs_person", None)
    assert office.espocrm(espo_id)["syncStatus"] == "failed"
    office.box.advo_faults.disarm()
    office.sync(espo_id, trigger="person")
    assert office.advoware(number)["name"] == "Musterfrau"


def test_a_bookkeeping_field_that_espocrm_refuses_is_a_problem_and_stops_nothing(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.espo.options.sync_status_values.remove("conflict")
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware", geburtsdatum="1981-01-01T00:00:00")
    assert office.sync(espo_id).outcome == "written"
    assert office.espocrm(espo_id)["dateOfBirth"] == "1981-01-01"
    assert office.espocrm(espo_id)["syncErrorMessage"]
    assert "bookkeeping_refused" in [problem["code"] for problem in office.party(espo_id).problems]
    assert office.party(espo_id).sync_status == "conflict"


def test_a_refused_bookkeeping_field_is_not_tried_at_every_run(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.espo.options.sync_status_values.remove("conflict")
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    office.sync(espo_id)
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


def test_espocrms_empty_500_for_a_number_that_is_taken_names_the_other_record(office: Office) -> None:
    other = office.person_in_espocrm(lastName="Musterfrau", betnr=10001)  # a number that Advoware gives out next
    espo_id = office.person_in_espocrm()
    assert office.sync(espo_id).outcome == "held"
    hold = office.party(espo_id).hold
    assert hold["code"] == "number_taken"
    assert (hold["params"]["number"], hold["params"]["other"]) == (10001, other)
    assert office.espocrm(espo_id)["syncStatus"] == "failed"
    assert office.espocrm(espo_id)["syncErrorMessage"]


def test_the_number_is_published_once_the_other_record_gives_it_up(office: Office) -> None:
    other = office.person_in_espocrm(lastName="Musterfrau", betnr=10001)
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    office.edit_espocrm(other, betnr=None)
    assert office.sync(espo_id).outcome == "written"
    assert office.espocrm(espo_id)["betnr"] == 10001
    assert office.named_in_advoware() == [10001]


def test_any_other_empty_500_at_a_number_is_a_failure_of_its_own(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    office.box.espo_faults.arm(method="PATCH", status=500)
    assert office.sync(espo_id).outcome == "failed"
    assert office.party(espo_id).hold is None
    assert office.party(espo_id).failures == 1
