"""Answers that are junk as a whole (rules 4 and 8): a clear record of the problem, nothing lost, nothing let in."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from beteiligte.models import BeteiligteAttempt
from beteiligte.sync import DEFINITION
from syncconsole.models.attempt import Outcome
from syncconsole.regular.sweep import sweep
from tests.hostile.conftest import Spoilt
from tests.hostile.junk import any_json, as_bytes, unreadable

fuzzed = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
junk = unreadable | any_json.map(as_bytes)
_numbers = itertools.count(1)

DATA = ("lastName", "firstName", "salutationName", "dateOfBirth", "rechtsform")
CALLS_OF_AN_UPDATE = {
    "EspoCRM's record": ("espocrm", "GET", r"CBeteiligte/\w+$"),
    "EspoCRM's answer to a PATCH": ("espocrm", "PATCH", r"CBeteiligte/\w+$"),
    "Advoware's record": ("advoware", "GET", r"Beteiligte/\d+$"),
    "Advoware's answer to a PUT": ("advoware", "PUT", r"Beteiligte/\d+$"),
}
CALLS_OF_A_CREATE = {
    "Advoware's list": ("advoware", "GET", "Beteiligte$"),
    "Advoware's record": ("advoware", "GET", r"Beteiligte/\d+$"),
}


def linked(spoilt: Spoilt, turn: int) -> tuple[str, int]:
    """A party of its own name that is in sync: its id and its number."""
    number = spoilt.office.person_in_advoware(vorname=f"Max {turn}")
    espo_id = spoilt.office.person_in_espocrm(firstName=f"Max {turn}", betnr=number)
    spoilt.office.sync(espo_id)
    return espo_id, number


def data(spoilt: Spoilt, espo_id: str) -> tuple[Any, ...]:
    """The party's data in EspoCRM."""
    record = spoilt.office.espocrm(espo_id)
    return tuple(record[name] for name in DATA)


def assert_ended_in_plain_words(spoilt: Spoilt, espo_id: str) -> None:
    """The last attempt is over, and if it failed the party says why; it was no fault of the console."""
    attempt = spoilt.office.party(espo_id).attempts.order_by("-id")[0]
    assert attempt.outcome != Outcome.RUNNING
    assert attempt.error_class != "defect"
    assert attempt.error or attempt.outcome not in (Outcome.FAILED, Outcome.WAITS)


@pytest.mark.parametrize("call", CALLS_OF_AN_UPDATE.values(), ids=CALLS_OF_AN_UPDATE.keys())
@fuzzed
@given(body=junk)
def test_an_edit_meets_junk_and_arrives_when_it_is_over(
    spoilt: Spoilt, call: tuple[str, str, str], body: bytes
) -> None:
    office, turn = spoilt.office, next(_numbers)
    espo_id, number = linked(spoilt, turn)
    office.edit_espocrm(espo_id, lastName=f"Neumann {turn}")
    office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    spoilt.answer(*call, body, when="after")
    office.sync(espo_id)
    assert_ended_in_plain_words(spoilt, espo_id)

    spoilt.recover(espo_id)
    assert data(spoilt, espo_id) == (f"Neumann {turn}", f"Max {turn}", "Mr.", "1981-01-01", "Natürliche Person")
    assert office.advoware(number)["name"] == f"Neumann {turn}"
    assert office.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize("call", CALLS_OF_A_CREATE.values(), ids=CALLS_OF_A_CREATE.keys())
@fuzzed
@given(body=junk)
def test_a_create_meets_junk_and_is_made_once(spoilt: Spoilt, call: tuple[str, str, str], body: bytes) -> None:
    office, turn = spoilt.office, next(_numbers)
    espo_id = office.person_in_espocrm(lastName=f"Neuling {turn}")
    spoilt.answer(*call, body)
    office.sync(espo_id)
    assert_ended_in_plain_words(spoilt, espo_id)

    spoilt.recover(espo_id)
    assert office.named_in_advoware(f"Neuling {turn}") == [office.espocrm(espo_id)["betnr"]]
    assert office.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize("path", ["Token", "/Url"])
@fuzzed
@given(body=junk)
def test_junk_instead_of_a_token_or_an_address_is_an_outage(spoilt: Spoilt, path: str, body: bytes) -> None:
    office, turn = spoilt.office, next(_numbers)
    espo_id, number = linked(spoilt, turn)
    office.edit_espocrm(espo_id, lastName="Neumann")
    office.box.advo.tokens.revoke()
    spoilt.answer("advoware", "", path, body)
    office.sync(espo_id)
    assert office.party(espo_id).failures == 0
    spoilt.recover(espo_id)
    assert office.advoware(number)["name"] == "Neumann"


@fuzzed
@given(body=junk)
def test_junk_instead_of_espocrms_list_is_a_problem_of_that_sweep_alone(spoilt: Spoilt, body: bytes) -> None:
    parties = DEFINITION.record.objects.count()
    attempts = BeteiligteAttempt.objects.count()
    spoilt.answer("espocrm", "GET", "CBeteiligte$", body)
    swept = sweep(DEFINITION)
    assert (swept.problem is not None) == (swept.listed == 0)
    assert (DEFINITION.record.objects.count(), BeteiligteAttempt.objects.count()) == (parties, attempts)
    spoilt.office.box.espo_faults.disarm()
    assert sweep(DEFINITION).problem is None
