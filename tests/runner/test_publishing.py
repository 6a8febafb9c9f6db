"""What EspoCRM is told of the sync, and when nothing needs telling (rules 2.6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.run.runner import run_party
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock


def last_sync(office: Office, espo_id: str) -> datetime:
    """EspoCRM's advowareLastSync, aware."""
    return datetime.strptime(office.espocrm(espo_id)["advowareLastSync"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def patches(office: Office) -> list[dict[str, Any]]:
    """The bodies of all PATCHes to EspoCRM since `forget_calls`, in order."""
    return [entry.body for entry in office.box.espo_log.entries(method="PATCH")]


# One combined PATCH, only if something differs


def test_data_number_and_bookkeeping_go_in_one_patch(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    (body,) = patches(office)
    assert set(body) == {"betnr", "syncStatus", "advowareLastSync"}


def test_a_patch_carries_only_what_changes(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, anrede="Frau")
    office.sync(espo_id)
    (body,) = patches(office)
    assert set(body) == {"salutationName", "advowareLastSync"}


def test_a_write_to_advoware_alone_is_published_with_its_time_only(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    (body,) = patches(office)
    assert set(body) == {"advowareLastSync"}


def test_an_unchanged_party_is_told_nothing(office: Office, time: MovableClock) -> None:
    espo_id, _ = office.linked_person()
    time.advance(3 * 86400)
    office.sync(espo_id)
    assert office.writes() == []


def test_a_party_already_equal_and_clean_is_taken_over_without_a_patch(office: Office) -> None:
    number = office.person_in_advoware()
    espo_id = office.person_in_espocrm(
        betnr=number, syncStatus="clean", advowareLastSync="2024-01-31 08:00:00", syncRetryCount=0
    )
    assert office.sync(espo_id).outcome == "equal"
    assert office.calls() == ["GET E", "GET A"]
    assert office.party(espo_id).sync_status == "clean"
    office.sync(espo_id)
    assert office.writes() == []


def test_a_party_that_was_never_synced_is_told_that_it_is_clean(office: Office) -> None:
    espo_id = office.person_in_espocrm(betnr=office.person_in_advoware())
    office.sync(espo_id)
    shown = office.espocrm(espo_id)
    assert (shown["syncStatus"], shown["syncRetryCount"], shown["syncErrorMessage"]) == ("clean", 0, None)
    assert shown["advowareLastSync"]


def test_a_clean_party_without_a_last_sync_gets_one(office: Office) -> None:
    espo_id = office.person_in_espocrm(betnr=office.person_in_advoware(), syncStatus="clean")
    office.sync(espo_id)
    assert office.espocrm(espo_id)["advowareLastSync"]


def test_a_reading_that_a_person_spoilt_is_put_right(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, syncStatus="failed", syncErrorMessage="Von Hand")
    office.sync(espo_id)
    shown = office.espocrm(espo_id)
    assert (shown["syncStatus"], shown["syncErrorMessage"]) == ("clean", None)


def test_with_conflict_the_message_says_what_waits_and_the_count_is_zero(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    office.sync(espo_id)
    shown = office.espocrm(espo_id)
    assert (shown["syncStatus"], shown["syncRetryCount"]) == ("conflict", 0)
    assert "Nachname" in shown["syncErrorMessage"]
    assert "Ausadvoware" not in shown["syncErrorMessage"]


def test_the_console_publishes_only_the_statuses_that_are_meant_for_espocrm(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    told = {body["syncStatus"] for body in patches(office) if "syncStatus" in body}
    assert told == {"clean"}


# advowareLastSync


def test_the_last_sync_is_the_last_run_that_changed_something(office: Office, time: MovableClock) -> None:
    espo_id, _ = office.linked_person()
    before = last_sync(office, espo_id)
    time.advance(3600)
    office.sync(espo_id)
    assert last_sync(office, espo_id) == before
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    assert abs(clock.now() - last_sync(office, espo_id)) < timedelta(seconds=10)


def test_the_console_knows_when_it_compared_last(office: Office, time: MovableClock) -> None:
    espo_id, _ = office.linked_person()
    time.advance(3600)
    office.sync(espo_id)
    compared = office.party(espo_id).last_compared_at
    assert compared is not None
    assert abs(clock.now() - compared) < timedelta(seconds=10)


def test_with_the_touch_setting_an_unchanged_party_is_refreshed_when_it_is_that_old(
    office: Office, time: MovableClock, settings: Any
) -> None:
    settings.SYNC_TOUCH_LAST_SYNC_SECONDS = 86400
    espo_id, _ = office.linked_person()
    time.advance(80_000)
    office.sync(espo_id)
    assert office.writes() == []
    time.advance(10_000)
    office.sync(espo_id)
    assert [set(body) for body in patches(office)] == [{"advowareLastSync"}]
    assert abs(clock.now() - last_sync(office, espo_id)) < timedelta(seconds=10)


# syncing


def test_syncing_is_not_published_by_default(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    assert all(body.get("syncStatus") != "syncing" for body in patches(office))


def test_with_its_setting_syncing_is_published_before_a_write(office: Office, settings: Any) -> None:
    settings.SYNC_PUBLISH_SYNCING = True
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    assert [body.get("syncStatus") for body in patches(office)] == ["syncing", "clean"]
    assert office.writes()[0] == "PATCH E"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_with_its_setting_syncing_is_published_before_a_create(office: Office, settings: Any) -> None:
    settings.SYNC_PUBLISH_SYNCING = True
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    assert [body.get("syncStatus") for body in patches(office)] == ["syncing", "clean"]


def test_with_its_setting_a_run_that_only_reads_publishes_nothing(office: Office, settings: Any) -> None:
    settings.SYNC_PUBLISH_SYNCING = True
    espo_id, _ = office.linked_person()
    office.sync(espo_id)
    assert office.writes() == []


def test_a_status_that_hangs_at_syncing_is_put_right(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, syncStatus="syncing")
    office.sync(espo_id)
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


# EspoCRM reads otherwise than it was told


def test_a_formula_that_changes_the_status_is_reported_once_and_not_fought(office: Office) -> None:
    office.box.espo.options.dirty_on_every_save = True
    espo_id, _ = office.linked_person()
    codes = [problem["code"] for problem in office.party(espo_id).problems]
    assert codes == ["reads_back_differently"]
    for _ in range(3):
        office.sync(espo_id)
    assert office.writes() == []


def test_a_bookkeeping_field_that_espocrm_does_not_store_is_not_sent_at_every_run(office: Office) -> None:
    office.box.espo.options.quirks.drops.append("syncErrorMessage")
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    office.sync(espo_id)
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"
    office.forget_calls()
    for _ in range(3):
        office.sync(espo_id)
    assert office.writes() == []


def test_a_reading_that_comes_back_after_an_answered_patch_is_how_espocrm_reads(
    office: Office, time: MovableClock
) -> None:
    espo_id, _ = office.linked_person()
    time.advance(10)  # EspoCRM's seconds tell our PATCH from Anna's save

    def workflow() -> None:  # in the background, some seconds after each save
        office.box.espo.records[espo_id].values["syncStatus"] = "pending_sync"

    workflow()
    for _ in range(4):
        office.sync(espo_id)
        workflow()
    assert office.writes() == ["PATCH E"]
    codes = [problem["code"] for problem in office.party(espo_id).problems]
    assert codes.count("reads_back_differently") <= 1


@pytest.mark.parametrize("message", ["kurz", ""])
def test_a_message_that_espocrm_trims_is_told_once(office: Office, message: str) -> None:
    office.box.espo.options.quirks.cuts["syncErrorMessage"] = len(message) or 20
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    office.sync(espo_id)
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


def test_our_own_patch_is_no_reason_to_run_again(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    ended = office.sync(espo_id)
    assert not ended.again
    assert run_party(DEFINITION, office.party(espo_id).pk, trigger="again").outcome == "nothing"


def test_after_the_first_run_the_number_stays_published(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    office.forget_calls()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    assert all("betnr" not in body for body in patches(office))
