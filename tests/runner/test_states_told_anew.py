"""A state that a person has ended is told anew when it begins again, and one that lasts never blinks (rules 6)."""

from __future__ import annotations

from datetime import datetime

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.clients.advoware import AdvoClient
from syncconsole.people import operations
from syncconsole.people.decisions import decide
from syncconsole.run import to_espo
from tests.runner import midway
from tests.runner.conftest import Office
from tests.runner.dying_worker import killed_after
from tests.runner.movable_clock import MovableClock


def clash(office: Office, espo_id: str, number: int, name: str) -> int:
    """Two people change the last name at once; the key of the question that comes of it."""
    office.edit_espocrm(espo_id, lastName=f"{name} in EspoCRM")
    office.edit_advoware(number, name=f"{name} in Advoware")
    office.sync(espo_id)
    return int(office.party(espo_id).conflicts.get(closed_at=None).pk)


def fail_for_good(office: Office, time: MovableClock, espo_id: str, name: str) -> None:
    """An edit that Advoware fails to take five times."""
    office.edit_espocrm(espo_id, lastName=name)
    office.box.advo_faults.arm(method="PUT", status=500, times=0)
    office.sync(espo_id)
    for _ in range(4):
        time.advance(20_000)
        office.retry(espo_id)
    office.box.advo_faults.disarm()
    assert office.party(espo_id).given_up


def test_a_question_after_an_answered_one_is_told_anew(office: Office) -> None:
    espo_id, number = office.linked_person()
    for name in ("Erster", "Zweiter"):
        assert decide(DEFINITION, clash(office, espo_id, number, name), "seen", "berta").done
        office.sync(espo_id)
    assert office.told() == ["review", "review"]


def test_a_question_of_a_run_that_died_is_told_by_the_next_one(office: Office, time: MovableClock) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="In EspoCRM")
    office.edit_advoware(number, name="In Advoware")
    with killed_after(AdvoClient, "replace"):
        office.sync(espo_id)
    assert (office.open_questions(espo_id), office.told()) == ([("review", "lastName")], [])
    time.advance(700)
    office.last_lock_ends(espo_id)
    office.retry(espo_id)
    assert office.told() == ["review"]


def test_giving_up_again_after_a_reset_is_told_anew(office: Office, time: MovableClock) -> None:
    espo_id, _ = office.linked_person()
    for name in ("Erster", "Zweiter"):
        fail_for_good(office, time, espo_id, name)
        operations.reset_retries(DEFINITION, [office.party(espo_id).pk], "berta")
        assert office.retry(espo_id).outcome == "written"
    assert office.told() == ["given_up", "given_up"]


def test_a_gone_party_is_gone_at_every_moment_of_its_comparison(known: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    espo_id, number = known.linked_person()
    known.delete_in_advoware(number)
    known.sync(espo_id)
    since, seen = known.party(espo_id).gone_at, list[datetime | None]()
    midway.before(monkeypatch, to_espo, "patch", lambda: seen.append(known.party(espo_id).gone_at))
    known.sync(espo_id)
    assert seen == [since]
