"""What brings a failed, held or gone party back, and what does not (rules 4, revival)."""

from __future__ import annotations

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.people import operations
from syncconsole.run.runner import run_party
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock


def failed(office: Office, times: int = 1) -> tuple[str, int]:
    """A party whose PUT failed with a server error before it took effect; it is due in a minute."""
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Geändert")
    office.box.advo_faults.arm(method="PUT", status=500, times=times)
    assert office.sync(espo_id).outcome == "failed"
    office.forget_calls()
    return espo_id, number


def touched(office: Office, espo_id: str) -> None:
    """Anna saves something that no console maps: modifiedAt moves, no value does."""
    office.edit_espocrm(espo_id, description="Nur eine Notiz")


def test_a_run_that_is_not_due_only_reads(office: Office) -> None:
    espo_id, number = failed(office)
    assert office.sync(espo_id).outcome == "equal"
    assert office.calls() == ["GET E", "GET A"]
    party = office.party(espo_id)
    assert (party.sync_status, party.failures) == ("failed", 1)
    assert party.due_at is not None
    assert office.advoware(number)["name"] == "Mustermann"


def test_a_moved_modified_at_revives_nothing(office: Office) -> None:
    espo_id, _ = failed(office)
    touched(office, espo_id)
    office.sync(espo_id)
    assert office.writes() == []


def test_an_edit_in_espocrm_revives(office: Office) -> None:
    espo_id, number = failed(office)
    office.edit_espocrm(espo_id, lastName="Nochmals")
    assert office.sync(espo_id).outcome == "written"
    assert office.advoware(number)["name"] == "Nochmals"
    assert office.party(espo_id).failures == 0


def test_an_edit_in_advoware_revives(office: Office) -> None:
    espo_id, number = failed(office)
    office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    assert office.sync(espo_id).outcome == "written"
    assert office.espocrm(espo_id)["dateOfBirth"] == "1981-01-01"
    assert office.advoware(number)["name"] == "Geändert"


def test_a_run_that_is_due_writes(office: Office, time: MovableClock) -> None:
    espo_id, number = failed(office)
    time.advance(90)
    assert office.retry(espo_id).outcome == "written"
    assert office.advoware(number)["name"] == "Geändert"


def test_a_failed_party_stays_in_the_daily_comparison(office: Office) -> None:
    espo_id, _ = failed(office)
    assert office.party(espo_id).compare_at is not None


def test_a_party_that_needs_a_person_stays_in_the_daily_comparison_too(office: Office) -> None:
    office.box.advo.options.quirks.refuses["name"] = "Muster"
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    assert office.party(espo_id).due_at is None
    assert office.party(espo_id).compare_at is not None


def test_a_comparison_with_nothing_new_does_not_revive(office: Office, time: MovableClock) -> None:
    office.box.advo.options.quirks.refuses["name"] = "Muster"
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    office.forget_calls()
    time.advance(100_000)
    run_party(DEFINITION, office.party(espo_id).pk, trigger="sweep")
    assert office.writes() == []


def test_resync_revives(office: Office) -> None:
    espo_id, number = failed(office)
    operations.resync(DEFINITION, [office.party(espo_id).pk], "anna")
    assert office.retry(espo_id).outcome == "written"
    assert office.advoware(number)["name"] == "Geändert"


def test_reset_retries_revives_and_starts_the_count_anew(office: Office) -> None:
    espo_id, _ = failed(office, times=2)
    operations.reset_retries(DEFINITION, [office.party(espo_id).pk], "anna")
    assert office.retry(espo_id).outcome == "failed"
    assert office.party(espo_id).failures == 1


# The original's manual reset


@pytest.mark.parametrize("status", ["dirty", "pending_sync"])
def test_a_status_that_a_person_sets_in_espocrm_revives_once(office: Office, status: str) -> None:
    espo_id, number = failed(office)
    office.edit_espocrm(espo_id, syncStatus=status)
    assert office.sync(espo_id).outcome == "written"
    assert office.advoware(number)["name"] == "Geändert"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_it_counts_once_even_if_it_stays(office: Office) -> None:
    espo_id, _ = failed(office, times=0)
    office.box.espo_faults.arm(method="PATCH", status=500, times=0)  # nothing can be published over it
    office.edit_espocrm(espo_id, syncStatus="dirty")
    assert office.sync(espo_id).outcome == "failed"
    office.forget_calls()
    office.sync(espo_id)
    assert "PUT A" not in office.calls()


def test_it_starts_the_count_anew(office: Office, time: MovableClock) -> None:
    espo_id, _ = failed(office, times=0)
    time.advance(90)
    office.retry(espo_id)
    assert office.party(espo_id).failures == 2
    office.edit_espocrm(espo_id, syncStatus="dirty")
    office.sync(espo_id)
    assert office.party(espo_id).failures == 1


def test_it_revives_a_party_that_was_given_up(office: Office, time: MovableClock) -> None:
    espo_id, number = failed(office, times=0)
    for _ in range(4):
        time.advance(20_000)
        office.retry(espo_id)
    assert office.party(espo_id).given_up
    office.box.advo_faults.disarm()
    office.edit_espocrm(espo_id, syncStatus="dirty")
    assert office.sync(espo_id).outcome == "written"
    assert office.advoware(number)["name"] == "Geändert"


def test_a_formula_that_sets_dirty_on_every_save_does_not_revive(office: Office) -> None:
    office.box.espo.options.dirty_on_every_save = True
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Geändert")
    office.box.advo_faults.arm(method="PUT", status=500, times=0)
    office.sync(espo_id)
    office.forget_calls()
    for _ in range(3):
        office.sync(espo_id)
    assert office.writes() == []
    assert office.party(espo_id).failures == 1


def test_with_such_a_formula_a_party_comes_to_rest(office: Office) -> None:
    office.box.espo.options.dirty_on_every_save = True
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Geändert")
    ended = office.sync(espo_id)
    runs = 0
    while ended.again and runs < 5:
        ended, runs = run_party(DEFINITION, office.party(espo_id).pk, trigger="again"), runs + 1
    assert runs <= 1
    assert office.advoware(number)["name"] == "Geändert"
    office.forget_calls()
    assert office.sync(espo_id).outcome == "equal"
    assert office.calls() == ["GET E", "GET A"]


def test_a_manual_reset_of_a_clean_party_only_publishes_its_status_again(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, syncStatus="dirty")
    office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A", "PATCH E"]
    assert office.espocrm(espo_id)["syncStatus"] == "clean"
