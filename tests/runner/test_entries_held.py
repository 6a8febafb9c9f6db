"""Under the policy that a person decides, an entry changed on both sides waits (rules 1.1, 1.2 and 4)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.people.decisions import decide
from tests.runner.conftest import Office
from tests.runner.entries import (
    IN_ADVOWARE,
    IN_ADVOWARE_TYPED,
    MAX_MAIL,
    MOBILE_TYPED,
    OFFICE,
    OTHER_OFFICE,
    add_entry,
    both_edited,
    comes_to_rest,
    digits,
    enter_phones,
    phones,
    question,
    typed,
)


@pytest.fixture
def held(office: Office, settings: Any) -> tuple[str, int]:
    """The same under the policy that a person decides."""
    settings.SYNC_CONFLICT_POLICY = "manual"
    return both_edited(office)


def test_under_manual_neither_side_is_written(office: Office, held: tuple[str, int]) -> None:
    espo_id, number = held
    assert phones(office, espo_id) == [OTHER_OFFICE]
    assert typed(office, number) == [IN_ADVOWARE_TYPED]
    row = question(office, espo_id)
    assert (row.kind, row.base) == ("held", OFFICE)
    assert (row.value_espo, row.value_advoware) == (OTHER_OFFICE, IN_ADVOWARE)
    assert "PUT A" not in office.writes()


def test_under_manual_everything_else_goes_on(office: Office, held: tuple[str, int]) -> None:
    espo_id, number = held
    add_entry(office, number, MOBILE_TYPED, 3)
    office.edit_espocrm(espo_id, lastName="Beispiel", emailAddressData=[{"emailAddress": MAX_MAIL}])
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, "+491713920012"])
    assert typed(office, number) == sorted([IN_ADVOWARE_TYPED, MOBILE_TYPED, MAX_MAIL])
    assert office.advoware(number)["name"] == "Beispiel"
    assert question(office, espo_id).kind == "held"


def test_keep_writes_espocrms_number(office: Office, held: tuple[str, int]) -> None:
    espo_id, number = held
    assert decide(DEFINITION, question(office, espo_id).pk, "keep", "anna").done
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == phones(office, espo_id) == [OTHER_OFFICE]
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_take_writes_advowares_number(office: Office, held: tuple[str, int]) -> None:
    espo_id, number = held
    assert decide(DEFINITION, question(office, espo_id).pk, "take", "anna").done
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [IN_ADVOWARE]
    assert typed(office, number) == [IN_ADVOWARE_TYPED]
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_a_held_entry_closes_when_the_sides_agree_again(office: Office, held: tuple[str, int]) -> None:
    espo_id, _ = held
    row = question(office, espo_id)
    enter_phones(office, espo_id, IN_ADVOWARE)
    comes_to_rest(office, espo_id)
    row.refresh_from_db()
    assert row.resolution == "settled"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_it_stays_open_however_often_the_party_is_compared(office: Office, held: tuple[str, int]) -> None:
    espo_id, _ = held
    row = question(office, espo_id)
    for _ in range(3):
        office.sync(espo_id)
    row.refresh_from_db()
    assert row.closed_at is None
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"
