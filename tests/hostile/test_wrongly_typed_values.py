"""Values of another type than their field's (rules 8): none of them gets to the other side."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.conftest import Spoilt
from tests.hostile.junk import any_json, as_bytes
from tests.hostile.test_hostile_answers import DATA, assert_ended_in_plain_words, linked

KEYS = {"espocrm": [*DATA, "betnr"], "advoware": ["name", "vorname", "anrede", "geburtsdatum", "rechtsform", "betNr"]}
OTHERS = {
    "espocrm": ["modifiedAt", "modifiedById", "modifiedByName", "syncStatus", "syncRetryCount", "versionNumber"]
    + ["emailAddressData", "phoneNumberData", "emailAddress", "assignedUserId", "id"],
    "advoware": ["rowId", "geaendertAm", "geaendertVon", "kommunikation", "anlegeDatum", "beruf"],
}
PATHS = {"espocrm": r"CBeteiligte/\w+$", "advoware": r"Beteiligte/\d+$"}
NO_TEXT = [["x"], [], {"a": "b"}, {}, True, False, [[]]]
BAD_TEXT = ["a\0b", "a\ud800b", "\udfff", "x" * 2_000_000]
BAD_NUMBERS = [10**30, 1e300, 2**31, 1.5, True, [5], {"betNr": 5}, "9" * 5000]


def spoil(spoilt: Spoilt, system: str, espo_id: str, number: int, **values: Any) -> None:
    office = spoilt.office
    record = office.espocrm(espo_id) if system == "espocrm" else office.advoware(number)
    spoilt.answer(system, "GET", PATHS[system], json.dumps({**record, **values}).encode())


def both(spoilt: Spoilt, espo_id: str, number: int) -> tuple[list[Any], list[Any]]:
    espo, advoware = spoilt.office.espocrm(espo_id), spoilt.office.advoware(number)
    return [espo[name] for name in KEYS["espocrm"]], [advoware[name] for name in KEYS["advoware"]]


@pytest.mark.parametrize("value", NO_TEXT, ids=repr)
@pytest.mark.parametrize("system", ["espocrm", "advoware"])
def test_what_is_no_text_is_written_nowhere(spoilt: Spoilt, system: str, value: Any) -> None:
    espo_id, number = linked(spoilt, 1)
    for name in KEYS[system]:
        before = both(spoilt, espo_id, number)
        spoil(spoilt, system, espo_id, number, **{name: value})
        spoilt.office.sync(espo_id, "person")
        assert_ended_in_plain_words(spoilt, espo_id)
        assert both(spoilt, espo_id, number) == before, name
        spoilt.recover(espo_id)
        assert both(spoilt, espo_id, number) == before, name
        assert spoilt.office.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize("value", BAD_TEXT, ids=lambda value: ascii(value)[:12])
@pytest.mark.parametrize("keys", [KEYS, OTHERS], ids=["mapped", "others"])
@pytest.mark.parametrize("system", ["espocrm", "advoware"])
def test_a_text_that_no_column_holds_is_no_defect(
    spoilt: Spoilt, system: str, keys: dict[str, list[str]], value: str
) -> None:
    espo_id, number = linked(spoilt, 1)
    for name in keys[system]:
        spoil(spoilt, system, espo_id, number, **{name: value})
        spoilt.office.sync(espo_id, "person")
        assert_ended_in_plain_words(spoilt, espo_id)
        spoilt.recover(espo_id)


@pytest.mark.parametrize("value", BAD_NUMBERS, ids=lambda value: str(value)[:12])
def test_a_number_that_is_none_is_not_linked(spoilt: Spoilt, value: Any) -> None:
    office = spoilt.office
    espo_id = office.person_in_espocrm(firstName="Moritz")
    spoil(spoilt, "espocrm", espo_id, 0, betnr=value)
    office.sync(espo_id, "person")
    assert_ended_in_plain_words(spoilt, espo_id)
    assert (office.party(espo_id).number or 0) < 2**31
    spoilt.recover(espo_id)
    assert office.party(espo_id).sync_status == "clean"


@pytest.mark.parametrize(
    "value", [10**30, {"betNr": 10**25}, {"betNr": "9" * 3000}, 2**31, 10001], ids=lambda v: str(v)[:12]
)
def test_a_create_answered_with_a_wrong_number_is_an_unknown_outcome_and_no_defect(spoilt: Spoilt, value: Any) -> None:
    office = spoilt.office  # 10001 is Erika's, who is linked
    espo_id = office.person_in_espocrm(firstName="Moritz")
    spoilt.answer("advoware", "POST", "Beteiligte$", as_bytes(value), when="after")
    office.sync(espo_id, "person")
    assert_ended_in_plain_words(spoilt, espo_id)
    spoilt.recover(espo_id)
    assert len(office.named_in_advoware()) == 1


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), value=any_json)
def test_whatever_stands_in_any_key_ends_in_plain_words(spoilt: Spoilt, data: st.DataObject, value: Any) -> None:
    system = data.draw(st.sampled_from(["espocrm", "advoware"]))
    name = data.draw(st.sampled_from([*KEYS[system], *OTHERS[system]]))
    espo_id, number = linked(spoilt, 1)
    spoil(spoilt, system, espo_id, number, **{name: value})
    spoilt.office.sync(espo_id, "person")
    assert_ended_in_plain_words(spoilt, espo_id)
