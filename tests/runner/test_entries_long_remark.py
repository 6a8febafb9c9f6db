"""The user's own remark text survives everything, also where the column has no room left for a marker (rules 1.2)."""

from __future__ import annotations

import pytest

from tests.runner.conftest import Office
from tests.runner.entries import (
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    comes_to_rest,
    digits,
    enter_phones,
    entries,
    in_sync,
    phones,
    tel,
    typed,
)

TEXT = "Nur vormittags erreichbar, sonst bitte die Vertretung anrufen. " * 4


@pytest.mark.parametrize("limit", [100, 255])
def test_a_text_that_leaves_no_room_for_the_marker_is_not_cut_off(office: Office, limit: int) -> None:
    office.box.advo.options.remark_limit = limit
    text = TEXT[: limit - 10].strip()
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, text))
    assert entries(office, number)[0].bemerkung.endswith(text)
    assert phones(office, espo_id) == [OFFICE]
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


@pytest.mark.parametrize("limit", [100, 255])
def test_such_a_number_still_syncs(office: Office, limit: int) -> None:
    office.box.advo.options.remark_limit = limit
    text = TEXT[: limit - 10].strip()
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, text))
    enter_phones(office, espo_id, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == [OTHER_OFFICE]
    assert entries(office, number)[0].bemerkung.endswith(text)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == []
    assert entries(office, number)[0].bemerkung.endswith(text)
