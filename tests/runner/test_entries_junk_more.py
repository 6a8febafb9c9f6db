"""Two more shapes that no one can read (rules 1 and 8)."""

from __future__ import annotations

from typing import Any

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from tests.runner.conftest import Office
from tests.runner.entries import MAX_MAIL, MOBILE_TYPED, OFFICE_TYPED, in_sync, tel, typed
from tests.runner.test_entries_junk import answers


@pytest.mark.parametrize("id", [10**30, 2**63])
def test_an_id_too_large_for_any_column_ends_in_no_traceback(
    office: Office, monkeypatch: pytest.MonkeyPatch, id: int
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    with monkeypatch.context() as patch:
        answers(patch, AdvoClient, kommunikation=[{"id": id, "tlf": "030 23125001"}])
        office.sync(espo_id)


@pytest.mark.parametrize("junk", [[{"phoneNumber": ""}], [{"phoneNumber": "   "}], [{"emailAddress": ""}]], ids=repr)
def test_a_row_without_a_value_does_not_empty_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch, junk: Any
) -> None:
    """As for [{"phoneNumber": null}], which changes nothing: canonical None = ""."""
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    with monkeypatch.context() as patch:
        answers(patch, EspoClient, phoneNumberData=junk, emailAddressData=junk)
        office.sync(espo_id)
    assert typed(office, number) == sorted([OFFICE_TYPED, MOBILE_TYPED, MAX_MAIL])
