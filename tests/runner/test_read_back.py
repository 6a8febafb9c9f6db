"""After a write: what the target holds is compared with what was sent (rules 2.2 to 2.4)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from syncconsole.run.runner import run_party
from tests.runner.conftest import Office
from tests.runner.midway import after, before
from tests.runner.movable_clock import MovableClock


def difference_of(office: Office, espo_id: str) -> Any:
    """The one open question; it must be an accepted difference."""
    (row,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert row.kind == "difference"
    return row


# Stored differently


def test_a_field_that_advoware_drops_is_an_accepted_difference(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.drops.append("anrede")
    office.edit_espocrm(espo_id, salutationName="Ms.", lastName="Musterfrau")
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Musterfrau"
    row = difference_of(office, espo_id)
    assert (row.field, row.value_espo, row.value_advoware) == ("salutationName", "Frau", "Herr")
    assert [kept["value"] for kept in row.kept] == ["Frau"]
    assert office.espocrm(espo_id)["salutationName"] == "Ms."  # nothing is written back


def test_a_value_that_advoware_cuts_off_is_an_accepted_difference(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.cuts["name"] = 10
    office.edit_espocrm(espo_id, lastName="Mustermann-Beispiel")
    office.sync(espo_id)
    row = difference_of(office, espo_id)
    assert (row.value_espo, row.value_advoware) == ("Mustermann-Beispiel", "Mustermann")
    assert office.espocrm(espo_id)["lastName"] == "Mustermann-Beispiel"


def test_a_value_that_advoware_normalises_is_an_accepted_difference(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.normalises["name"] = "ascii"
    office.edit_espocrm(espo_id, lastName="Müßig")
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Muessig"
    assert office.espocrm(espo_id)["lastName"] == "Müßig"
    assert difference_of(office, espo_id).value_advoware == "Muessig"


def test_an_accepted_difference_shows_as_conflict_and_costs_no_further_write(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.box.advo.options.quirks.drops.append("anrede")
    office.edit_espocrm(espo_id, salutationName="Ms.")
    office.sync(espo_id)
    shown = office.espocrm(espo_id)
    assert (shown["syncStatus"], shown["syncRetryCount"]) == ("conflict", 0)
    assert shown["syncErrorMessage"]
    office.forget_calls()
    assert office.sync(espo_id).outcome == "equal"
    assert office.calls() == ["GET E", "GET A"]


def test_an_edit_over_one_half_keeps_that_half_for_review(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.cuts["name"] = 10
    office.edit_espocrm(espo_id, lastName="Mustermann-Beispiel")
    office.sync(espo_id)
    office.edit_advoware(number, name="Schmidt")
    office.sync(espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Schmidt"
    assert ("review", "lastName") in office.open_questions(espo_id)
    (row,) = office.party(espo_id).conflicts.filter(closed_at=None, kind="review")
    assert [kept["value"] for kept in row.kept] == ["Mustermann-Beispiel"]


def test_a_value_that_our_put_of_another_field_shortens_in_advoware_is_not_lost(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.cuts["vorname"] = 10
    office.edit_advoware(number, vorname="Maximilian-Friedrich")  # the desktop has room for it
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    kept = {k["value"] for row in office.party(espo_id).conflicts.all() for k in row.kept}
    assert "Maximilian-Friedrich" in {office.espocrm(espo_id)["firstName"], office.advoware(number)["vorname"], *kept}


def test_a_difference_that_vanishes_closes_by_itself(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.drops.append("anrede")
    office.edit_espocrm(espo_id, salutationName="Ms.")
    office.sync(espo_id)
    office.edit_advoware(number, anrede="Frau")  # the desktop may write it
    office.sync(espo_id)
    assert office.open_questions(espo_id) == []
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_a_field_that_espocrm_drops_is_an_accepted_difference_too(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.espo.options.quirks.drops.append("dateOfBirth")
    office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    office.sync(espo_id)
    row = difference_of(office, espo_id)
    assert (row.value_espo, row.value_advoware) == ("1980-05-17", "1981-01-01")
    assert office.advoware(number)["geburtsdatum"].startswith("1981-01-01")


def test_a_status_that_only_espocrms_answer_revealed_is_published_by_one_more_run(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.espo.options.quirks.drops.append("dateOfBirth")
    office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    assert office.sync(espo_id).again
    assert not run_party(DEFINITION, office.party(espo_id).pk, trigger="again").again
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"
    office.forget_calls()
    assert office.sync(espo_id).outcome == "equal"
    assert office.writes() == []


def test_a_formula_that_rewrites_a_field_is_not_fought(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.espo.options.quirks.normalises["lastName"] = "upper"
    office.edit_advoware(number, name="Schmidt")
    office.sync(espo_id)
    office.sync(espo_id)
    assert office.espocrm(espo_id)["lastName"] == "SCHMIDT"
    assert office.advoware(number)["name"] == "Schmidt"
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


def test_values_that_are_canonically_equal_are_left_as_they_were_typed(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, name=" Mustermann  ")
    assert office.sync(espo_id).outcome == "equal"
    assert office.espocrm(espo_id)["lastName"] == "Mustermann"
    assert office.advoware(number)["name"] == " Mustermann  "


# People who edit in the middle of a run


def test_an_edit_in_advoware_between_put_and_read_back_is_pulled_and_ours_is_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Gesendet")
    after(monkeypatch, AdvoClient, "replace", lambda: office.edit_advoware(number, name="Danach"))
    office.sync(espo_id)
    assert office.espocrm(espo_id)["lastName"] == office.advoware(number)["name"] == "Danach"
    (row,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert (row.kind, [kept["value"] for kept in row.kept]) == ("review", ["Gesendet"])


def test_an_edit_of_another_field_between_put_and_read_back_is_pulled(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Gesendet")
    after(monkeypatch, AdvoClient, "replace", lambda: office.edit_advoware(number, anrede="Frau"))
    office.sync(espo_id)
    assert office.espocrm(espo_id)["salutationName"] == "Ms."
    assert office.advoware(number)["name"] == "Gesendet"
    assert office.open_questions(espo_id) == []


def test_a_cut_off_is_no_edit_even_if_somebody_saved_the_record_after_us(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.quirks.cuts["name"] = 6
    office.edit_espocrm(espo_id, lastName="Gesendet")
    after(monkeypatch, AdvoClient, "replace", lambda: office.edit_advoware(number, anrede="Frau"))
    office.sync(espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Gesendet"
    assert difference_of(office, espo_id).value_advoware == "Gesend"


def test_a_record_that_moved_before_the_put_is_planned_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = office.linked_person()
    monkeypatch.setattr("syncconsole.run.state.FRESH_SECONDS", -1.0)  # every read is too old to write on
    office.edit_espocrm(espo_id, lastName="Gesendet")
    after(monkeypatch, AdvoClient, "read", lambda: office.edit_advoware(number, anrede="Frau"))
    office.sync(espo_id)
    assert (office.advoware(number)["name"], office.advoware(number)["anrede"]) == ("Gesendet", "Frau")
    assert office.espocrm(espo_id)["salutationName"] == "Ms."


def test_a_read_of_over_a_second_ago_is_repeated_before_the_put(
    office: Office, monkeypatch: pytest.MonkeyPatch, time: MovableClock
) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Gesendet")
    after(monkeypatch, AdvoClient, "read", lambda: time.advance(1.5))
    office.sync(espo_id)
    assert office.calls()[:4] == ["GET E", "GET A", "GET A", "PUT A"]


def test_a_record_that_never_rests_ends_the_run_which_is_due_again_in_a_minute(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = office.linked_person()
    monkeypatch.setattr("syncconsole.run.state.FRESH_SECONDS", -1.0)
    office.edit_espocrm(espo_id, lastName="Gesendet")
    for nth in range(1, 20):
        save = {"anrede": "Frau" if nth % 2 else "Herr"}
        after(monkeypatch, AdvoClient, "read", lambda save=save: office.edit_advoware(number, **save), nth=nth)
    assert office.sync(espo_id).outcome == "again"
    party = office.party(espo_id)
    assert party.failures == 0
    assert party.due_at is not None
    assert "PUT A" not in office.calls()


def test_an_edit_in_espocrm_before_the_patch_is_seen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = office.linked_person()
    monkeypatch.setattr("syncconsole.run.state.FRESH_SECONDS", -1.0)
    office.edit_advoware(number, name="Ausadvoware")
    after(monkeypatch, EspoClient, "read", lambda: office.edit_espocrm(espo_id, lastName="Ausespo"), nth=1)
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Ausespo"
    (row,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert [kept["value"] for kept in row.kept] == ["Ausadvoware"]


def test_version_control_refuses_a_patch_over_an_edit_which_is_then_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.box.espo.options.version_control = True
    espo_id, number = office.linked_person()
    office.edit_advoware(number, name="Ausadvoware")
    before(monkeypatch, EspoClient, "update", lambda: office.edit_espocrm(espo_id, lastName="Ausespo"))
    office.sync(espo_id)
    assert office.espocrm(espo_id)["lastName"] == office.advoware(number)["name"] == "Ausespo"
    (row,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert [kept["value"] for kept in row.kept] == ["Ausadvoware"]


def test_a_field_that_the_answer_to_the_patch_shows_moved_makes_the_party_run_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, name="Ausadvoware")
    before(monkeypatch, EspoClient, "update", lambda: office.edit_espocrm(espo_id, salutationName="Ms."))
    assert office.sync(espo_id).again
    office.retry(espo_id)
    assert office.advoware(number)["anrede"] == "Frau"
    assert office.espocrm(espo_id)["lastName"] == "Ausadvoware"


# The answer to a write is lost


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_put_whose_answer_is_lost_is_judged_by_the_next_run(office: Office, time: MovableClock, when: str) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Gesendet")
    office.box.advo_faults.arm(method="PUT", when=when, drop=True)
    assert office.sync(espo_id).outcome == "failed"
    time.advance(90)
    office.retry(espo_id)
    assert office.advoware(number)["name"] == "Gesendet"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"
    assert office.open_questions(espo_id) == []
    assert office.calls().count("PUT A") == (2 if when == "before" else 1)


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_edit_in_advoware_after_a_lost_put_survives(office: Office, time: MovableClock, when: str) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Gesendet")
    office.box.advo_faults.arm(method="PUT", when=when, drop=True)
    office.sync(espo_id)
    office.edit_advoware(number, name="Danach")
    time.advance(90)
    office.retry(espo_id)
    survivors = {office.advoware(number)["name"], office.espocrm(espo_id)["lastName"]}
    kept = {k["value"] for row in office.party(espo_id).conflicts.filter(closed_at=None) for k in row.kept}
    assert survivors | kept >= {"Gesendet", "Danach"}
    assert len(survivors) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_patch_whose_answer_is_lost_is_judged_by_the_next_run(office: Office, time: MovableClock, when: str) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, name="Ausadvoware")
    office.box.espo_faults.arm(method="PATCH", when=when, drop=True)
    assert office.sync(espo_id).outcome == "failed"
    time.advance(90)
    office.retry(espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Ausadvoware"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"
    assert office.open_questions(espo_id) == []


def test_the_losing_value_is_kept_even_if_the_answer_is_lost(office: Office, time: MovableClock) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    office.box.advo_faults.arm(method="PUT", when="after", drop=True)
    office.sync(espo_id)
    (row,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert [kept["value"] for kept in row.kept] == ["Ausadvoware"]
    time.advance(90)
    office.retry(espo_id)
    assert office.open_questions(espo_id) == [("review", "lastName")]
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"


# Keys that are missing


def test_a_missing_key_blanks_nothing_on_either_side(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.box.advo.options.omit_keys.append("anrede")
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.sync(espo_id)
    office.box.advo.options.omit_keys.clear()
    assert office.espocrm(espo_id)["salutationName"] == "Mr."
    assert office.advoware(number)["anrede"] == "Herr"
    assert office.advoware(number)["name"] == "Musterfrau"


def test_a_missing_key_is_one_problem_report(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.box.advo.options.omit_keys.append("anrede")
    for _ in range(2):
        office.sync(espo_id)
    problems = office.party(espo_id).problems
    assert [(p["code"], p["params"]["field"]) for p in problems] == [("key_absent", "salutationName")]


def test_where_advoware_omits_empty_keys_absent_is_blank(office: Office, settings: Any) -> None:
    espo_id, number = office.linked_person()
    settings.ADVOWARE_OMITS_NULLS = True
    office.box.advo.options.omit_nulls = True
    office.edit_advoware(number, anrede=None)
    office.sync(espo_id)
    assert not office.espocrm(espo_id)["salutationName"]
