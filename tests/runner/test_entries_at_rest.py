"""A party whose entries stand as the last run left them is not planned again: its pairs are not even read."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kommunikation.models import EntryPair, Kommunikation
from tests.runner.conftest import Office
from tests.runner.entries import (
    MAX_MAIL,
    OFFICE,
    OFFICE_TYPED,
    edit_entry,
    entries,
    mail,
    marker,
    phone,
    tel,
)

PAIRS = EntryPair._meta.db_table


def plans(office: Office, espo_id: str) -> bool:
    """Whether a run of the party reads its pairs."""
    with CaptureQueriesContext(connection) as statements:
        office.sync(espo_id)
    return any(PAIRS in statement["sql"] for statement in statements.captured_queries)


def taken_over(office: Office) -> tuple[str, int]:
    """Both sides held the same before the first run, which only wrote markers."""
    number = office.person_in_advoware(kommunikation=[tel(OFFICE_TYPED), tel(MAX_MAIL, 4)])
    espo_id = office.person_in_espocrm(betnr=number, phoneNumberData=[phone(OFFICE)], emailAddressData=[mail(MAX_MAIL)])
    office.sync(espo_id)
    return espo_id, number


def test_markers_alone_do_not_disturb_the_rest(office: Office) -> None:
    espo_id, number = taken_over(office)
    assert [entry.bemerkung for entry in entries(office, number)] == [marker(OFFICE), marker(MAX_MAIL, 4)]
    assert not plans(office, espo_id)


def test_a_row_id_that_moves_without_a_value_does_not_disturb_it(office: Office) -> None:
    espo_id, number = taken_over(office)
    entry = entries(office, number)[0]
    read_as = entry.row_id
    edit_entry(office, number, entry.id, tlf="0511 99")
    edit_entry(office, number, entry.id, tlf=OFFICE_TYPED)
    assert entry.row_id != read_as
    assert not plans(office, espo_id)


def test_a_remark_typed_behind_our_marker_is_looked_at(office: Office) -> None:
    espo_id, number = taken_over(office)
    edit_entry(office, number, entries(office, number)[0].id, bemerkung=marker(OFFICE, text="nur vormittags"))
    assert plans(office, espo_id)
    assert entries(office, number)[0].bemerkung == marker(OFFICE, text="nur vormittags")
    assert not plans(office, espo_id)


def test_a_marker_that_advoware_did_not_keep_is_looked_at_once_and_not_written_again(office: Office) -> None:
    office.box.advo.options.remark_limit = 20
    espo_id, _ = taken_over(office)
    office.forget_calls()
    assert plans(office, espo_id)
    assert not plans(office, espo_id)
    assert office.writes() == []
    assert Kommunikation.objects.get().rests
