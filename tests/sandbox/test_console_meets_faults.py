"""The console meets every fault with its class and a clear sentence, and takes none of them for data (rules 4, 8)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from syncconsole import breaker, wording
from tests.platform.waiting import wait_until
from tests.runner import conftest as runner
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock

office, time = runner.office, runner.time

FAULTS = {
    "status": ({"status": 500}, "failed", "transient", "server_error"),
    "delay": ({"delay": 0.5}, "failed", "transient", "timeout"),
    "dropped": ({"drop": True}, "failed", "transient", "unreachable"),
    "cut-off": ({"truncate": True}, "failed", "transient", "unreadable_answer"),
    "html": ({"html": True}, "failed", "transient", "unreadable_answer"),
    "redirect": ({"redirect": "http://127.0.0.1:9/"}, "failed", "transient", "redirected"),
    "dribbling": ({"dribble": 0.05}, "failed", "transient", "timeout"),
    "50-megabytes": ({"huge_mb": 50}, "failed", "transient", "too_large"),
    "keys-twice": ({"duplicate_keys": True}, "failed", "transient", "unreadable_answer"),
}
"""fault -> how it is armed; outcome, class and code of the attempt that meets it. It meets one call, so that the probe
succeeds and the failure is the party's own; what meets every call is an outage (`tests/runner/test_outages.py`)."""

BODY_NOT_NEEDED = {("html", "advoware"), ("keys-twice", "advoware")}
"""Advoware may answer a PUT without a body: the read-back decides, whatever the answer is taken for."""

SYSTEMS = {"advoware": r"Beteiligte/\d+$", "espocrm": r"CBeteiligte/\w+$"}
WRITES = {"advoware": "PUT", "espocrm": "PATCH"}


SLOW = {"delay", "dribbling"}  # only these are to meet the time limit; fifty megabytes must come before it


@pytest.fixture
def edited(office: Office, settings: Any, request: pytest.FixtureRequest) -> tuple[str, int]:
    """A linked party with an edit on each side; another party is known, which a probe can read."""
    other = office.person_in_advoware(name="Musterfrau")
    office.sync(office.person_in_espocrm(lastName="Musterfrau", betnr=other))
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    patient = "fault" in request.fixturenames and request.getfixturevalue("fault") not in SLOW
    limit = 20 if patient else 0.3
    settings.ESPOCRM_API_TIMEOUT_SECONDS = settings.ADVOWARE_API_TIMEOUT_SECONDS = limit
    return espo_id, number


def arm(office: Office, system: str, number: int, **fault: Any) -> None:
    """Let one call of this party meet the fault."""
    faults = office.box.advo_faults if system == "advoware" else office.box.espo_faults
    path = rf"Beteiligte/{number}$" if system == "advoware" else SYSTEMS[system]
    faults.arm(path=path, **fault)


def values(office: Office, espo_id: str, number: int) -> tuple[Any, ...]:
    """What both systems store of the party's data."""
    espocrm, advoware = office.espocrm(espo_id), office.advoware(number)
    return (espocrm["lastName"], espocrm["dateOfBirth"], advoware["name"], advoware["geburtsdatum"][:10])


def carried_later(office: Office, espo_id: str, time: MovableClock) -> str:
    """The fault is over; its waits pass."""
    outcome = ""
    for _ in range(3):
        time.advance(400)
        breaker.probe_if_due("advoware")
        breaker.probe_if_due("espocrm")
        outcome = office.retry(espo_id).outcome
    return str(outcome)


ALL_ARRIVED = ("Ausespo", "1981-01-01", "Ausespo", "1981-01-01")


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_that_meets_a_fault_is_no_data(
    office: Office, edited: tuple[str, int], time: MovableClock, system: str, fault: str
) -> None:
    espo_id, number = edited
    before = values(office, espo_id, number)
    armed, outcome, error_class, code = FAULTS[fault]
    arm(office, system, number, method="GET", **armed)
    assert office.sync(espo_id).outcome == outcome
    attempt = office.party(espo_id).attempts.first()
    assert (attempt.error_class, attempt.error["code"]) == (error_class, code)
    assert values(office, espo_id, number) == before
    carried_later(office, espo_id, time)
    assert values(office, espo_id, number) == ALL_ARRIVED
    assert office.open_questions(espo_id) == []


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_whose_answer_meets_a_fault_arrives_once_and_asks_nobody(
    office: Office, edited: tuple[str, int], time: MovableClock, system: str, fault: str
) -> None:
    espo_id, number = edited
    armed, outcome, _, code = FAULTS[fault]
    arm(office, system, number, method=WRITES[system], when="after", **armed)
    ended = office.sync(espo_id)
    if (fault, system) not in BODY_NOT_NEEDED:
        assert ended.outcome == outcome
        assert office.party(espo_id).attempts.first().error["code"] == code
    carried_later(office, espo_id, time)
    assert values(office, espo_id, number) == ALL_ARRIVED
    assert office.open_questions(espo_id) == []
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("fault", ["status", "dropped", "html", "redirect"])
def test_a_write_that_a_fault_keeps_from_happening_is_made_later(
    office: Office, edited: tuple[str, int], time: MovableClock, system: str, fault: str
) -> None:
    espo_id, number = edited
    arm(office, system, number, method=WRITES[system], when="before", **FAULTS[fault][0])
    office.sync(espo_id)
    carried_later(office, espo_id, time)
    assert values(office, espo_id, number) == ALL_ARRIVED
    assert office.open_questions(espo_id) == []


SURELY_NOT_MADE = {
    "429": {"status": 429},
    "not-signed-in": {"status": 503, "body": "Die Kanzlei ist nicht angemeldet."},
    "401-twice": {"status": 401, "times": 2},
    "redirect": {"redirect": "http://127.0.0.1:9/"},
}


@pytest.mark.parametrize("fault", SURELY_NOT_MADE)
def test_a_create_that_was_surely_not_made_is_made_later_without_a_person(
    office: Office, time: MovableClock, fault: str
) -> None:
    other = office.person_in_advoware(name="Musterfrau")
    office.sync(office.person_in_espocrm(lastName="Musterfrau", betnr=other))
    office.box.advo_faults.arm(method="POST", path="Beteiligte$", **SURELY_NOT_MADE[fault])
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    carried_later(office, espo_id, time)
    assert (len(office.named_in_advoware()), office.party(espo_id).hold) == (1, None)


def test_a_write_that_lands_after_the_console_gave_up_is_found_there(
    office: Office, edited: tuple[str, int], time: MovableClock
) -> None:
    espo_id, number = edited
    arm(office, "advoware", number, method="PUT", when="before", delay=0.6)
    assert office.sync(espo_id).outcome == "failed"
    wait_until(lambda: office.advoware(number)["name"] == "Ausespo")
    carried_later(office, espo_id, time)
    assert values(office, espo_id, number) == ALL_ARRIVED
    assert office.open_questions(espo_id) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_request_that_meets_a_fault_is_an_outage_and_no_token(
    office: Office, edited: tuple[str, int], time: MovableClock, fault: str
) -> None:
    espo_id, number = edited
    before = values(office, espo_id, number)
    office.box.advo.tokens.revoke()
    office.box.advo_faults.arm(path="/Token$", times=0, **FAULTS[fault][0])
    assert office.sync(espo_id).outcome == "waits"
    assert office.party(espo_id).attempts.first().error_class == "system_down"
    assert (values(office, espo_id, number), office.party(espo_id).failures) == (before, 0)
    office.box.advo_faults.disarm()
    carried_later(office, espo_id, time)
    assert values(office, espo_id, number) == ALL_ARRIVED


@pytest.mark.parametrize("fault", FAULTS)
def test_staff_read_one_plain_sentence_about_a_fault(office: Office, edited: tuple[str, int], fault: str) -> None:
    espo_id, number = edited
    arm(office, "advoware", number, method="GET", **FAULTS[fault][0])
    office.sync(espo_id)
    error = office.party(espo_id).attempts.first().error
    for language in ("de", "en"):
        with translation.override(language):
            sentence = wording.say(error)
        assert "Advoware" in sentence and sentence.endswith((".", ".)")) and "<" not in sentence
