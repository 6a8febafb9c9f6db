"""A filter goes into a CSV file: what the list shows, streamed, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from syncconsole.console import party_export
from tests.admin import people

URL = reverse("admin:beteiligte_beteiligte_export")


def _rows(client: Client, query: str = "show=all", **headers: str) -> list[list[str]]:
    answer = client.get(f"{URL}?{query}", headers=headers)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_it_has_what_the_list_shows_and_both_ids(viewer: Client) -> None:
    party = people.person(20418)
    header, row = _rows(viewer)
    assert len(header) == len(row) == 9
    assert row[:5] == [party.espo_id, "20418", "Musterfrau, Erika", "Person", "Gleich"]


def test_it_has_the_parties_of_the_filter_only(viewer: Client) -> None:
    people.person(1)
    people.company(2, sync_status="dirty")
    assert [row[1] for row in _rows(viewer, "show=in_sync")[1:]] == ["1"]


def test_it_speaks_the_language_of_the_page(viewer: Client) -> None:
    people.person()
    assert _rows(viewer, **{"accept-language": "en"})[1][4] == "In sync"


@pytest.mark.parametrize("name", ["=1+1", "+49", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://example.invalid")'])
def test_no_cell_is_a_formula(viewer: Client, name: str) -> None:
    people.person(name=name)
    assert _rows(viewer)[1][2] == f"'{name}"


def test_it_is_read_in_portions(viewer: Client, monkeypatch) -> None:
    monkeypatch.setattr(party_export, "ROWS_AT_ONCE", 10)
    for number in range(1, 31):
        people.person(number)
    answer = viewer.get(f"{URL}?show=all")
    with CaptureQueriesContext(connection) as seen:
        assert len(list(answer.streaming_content)) == 1 + 30 / 10
    assert len(seen) == 1 + 30 / 10  # the parties by one cursor, their conflicts once per portion


def test_only_who_may_see_parties_gets_it(plain: Client) -> None:
    assert plain.get(URL).status_code == 403
    assert Client().get(URL).status_code == 302


def test_it_is_kept_by_no_cache(viewer: Client) -> None:
    answer = viewer.get(URL)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
