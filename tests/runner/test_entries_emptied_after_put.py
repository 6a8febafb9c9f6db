from __future__ import annotations

import pytest

from syncconsole.clients.advoware import AdvoClient
from tests.runner.conftest import Office
from tests.runner.entries import (
    MOBILE,
    MOBILE_TYPED,
    OFFICE_TYPED,
    OTHER_OFFICE,
    comes_to_rest,
    edit_entry,
    enter_phones,
    entries,
    in_sync,
    phone,
    phones,
    tel,
    typed,
)
from tests.runner.midway import after


def test_an_entry_emptied_after_our_put_is_deleted_on_both_sides(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, OTHER_OFFICE, phone(MOBILE, "Mobile"))
    after(
        monkeypatch,
        AdvoClient,
        "replace_part",
        lambda: edit_entry(office, number, entries(office, number)[0].id, tlf=""),
    )
    office.sync(espo_id)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == [MOBILE_TYPED]
    assert phones(office, espo_id) == [MOBILE]
