"""Advoware's parties: full replacement, row ids, Berlin times, and the switches of what is unknown (facts 2, 3, 8)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syncconsole.sandbox.advoware import Advoware
from syncconsole.sandbox.clock import VirtualClock
from syncconsole.sandbox.run import Sandbox
from tests.sandbox.conftest import Api

MAX = {
    "name": "Mustermann",
    "vorname": "Max",
    "rechtsform": "Natürliche Person",
    "geburtsdatum": "1979-03-14",
    "beruf": "Architekt",
}


@pytest.fixture
def party(box: Sandbox) -> str:
    """The path of a party that a person created."""
    return f"/Beteiligte/{box.advo.create(MAX)}"


def test_a_create_answers_201_with_only_the_number(advo: Api) -> None:
    answer = advo.post("/Beteiligte", json=MAX)
    assert (answer.status_code, set(answer.json())) == (201, {"betNr"})
    created = advo.get(f"/Beteiligte/{answer.json()['betNr']}").json()
    assert (created["vorname"], created["geaendertVon"]) == ("Max", "SYNC")


def test_a_create_without_a_name_is_400(advo: Api) -> None:
    answer = advo.post("/Beteiligte", json={"vorname": "Max"})
    assert (answer.status_code, answer.text) == (400, "Das Feld name muss gefüllt sein.")


def test_a_put_blanks_what_is_missing_and_ignores_what_is_read_only(advo: Api, party: str) -> None:
    before = advo.get(party).json()
    answer = advo.put(party, json={"betNr": 1, "rowId": "x", "geaendertVon": "x", "name": "Mustermann"}).json()
    assert (answer["betNr"], answer["name"], answer["vorname"], answer["beruf"]) == (
        before["betNr"],
        "Mustermann",
        None,
        None,
    )
    assert answer["geaendertVon"] == "SYNC"
    assert answer["rowId"] not in ("x", before["rowId"])


def test_a_put_of_everything_as_read_keeps_unmapped_fields_and_still_changes_the_row_id(advo: Api, party: str) -> None:
    before = advo.get(party).json()
    after = advo.put(party, json=before).json()
    assert after["beruf"] == "Architekt"
    assert after["rowId"] != before["rowId"]


def test_the_time_of_change_is_naive_berlin_time() -> None:
    advoware = Advoware(VirtualClock(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)))
    assert advoware.read(advoware.create(MAX))["geaendertAm"] == "2026-07-02T00:30:00"


def test_a_birth_date_reads_with_midnight_and_is_taken_either_way(advo: Api, party: str) -> None:
    assert advo.get(party).json()["geburtsdatum"] == "1979-03-14T00:00:00"
    assert advo.put(party, json={**MAX, "geburtsdatum": "1980-01-02"}).json()["geburtsdatum"] == "1980-01-02T00:00:00"
    assert advo.put(party, json={**MAX, "geburtsdatum": "gestern"}).text == "Das Geburtsdatum ist ungültig."


def test_a_delete_is_forbidden_over_the_interface_but_a_person_can(box: Sandbox, advo: Api, party: str) -> None:
    assert advo.delete(party).status_code == 403
    box.advo.delete(int(party.rpartition("/")[2]))
    answer = advo.get(party)
    assert answer.status_code == 404
    assert answer.text.endswith("wurde nicht gefunden.")


def test_unknown_or_ignored_parameters_return_every_row(advo: Api, party: str) -> None:
    advo.post("/Beteiligte", json={"name": "Beispiel"})
    assert len(advo.get("/Beteiligte", params={"name": "Gibtesnicht"}).json()) == 2


def test_where_the_search_works_it_filters_by_equality(box: Sandbox, advo: Api, party: str) -> None:
    box.advo.options.search = "works"
    advo.post("/Beteiligte", json={"name": "Beispiel"})
    assert [row["name"] for row in advo.get("/Beteiligte", params={"name": "mustermann"}).json()] == ["Mustermann"]
    assert advo.get("/Beteiligte", params={"name": "Gibtesnicht"}).json() == []
    assert len(advo.get("/Beteiligte", params={"nachname": "Mustermann"}).json()) == 2


def test_a_read_may_be_a_list_of_one_and_a_put_may_have_no_body(box: Sandbox, advo: Api, party: str) -> None:
    box.advo.options.get_shape, box.advo.options.put_answer = "list", "empty"
    assert [row["name"] for row in advo.get(party).json()] == ["Mustermann"]
    answer = advo.put(party, json=MAX)
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_system_may_drop_cut_off_normalise_and_refuse(box: Sandbox, advo: Api, party: str) -> None:
    quirks = box.advo.options.quirks
    quirks.drops, quirks.cuts = ["vorname"], {"name": 6}
    quirks.normalises, quirks.refuses = {"beruf": "upper"}, {"anrede": "^Dr"}
    answer = advo.put(party, json={**MAX, "vorname": "Moritz", "beruf": "Landwirt"}).json()
    assert (answer["vorname"], answer["name"], answer["beruf"]) == ("Max", "Muster", "LANDWIRT")
    refused = advo.put(party, json={**MAX, "anrede": "Dr. Frau"})
    assert (refused.status_code, refused.text) == (400, "Der Wert für anrede ist ungültig.")


def test_empty_or_chosen_keys_may_be_left_out(box: Sandbox, advo: Api, party: str) -> None:
    box.advo.options.omit_nulls, box.advo.options.omit_keys = True, ["vorname"]
    answer = advo.get(party).json()
    assert "anrede" not in answer and "vorname" not in answer and answer["name"] == "Mustermann"


def test_entries_are_read_inline_without_their_kind_and_copied_to_the_top(advo: Api, party: str) -> None:
    made = advo.post(f"{party}/Kommunikationen", json={"kommKz": 3, "tlf": "0171 1", "bemerkung": "privat"})
    assert made.status_code == 201
    read = advo.get(party).json()
    entry = read["kommunikation"][0]
    assert (entry["kommKz"], entry["tlf"], entry["online"], read["mobil"]) == (0, "0171 1", False, "0171 1")


def test_an_entry_put_changes_its_row_id_but_neither_its_kind_nor_the_partys_row_id(advo: Api, party: str) -> None:
    entry = advo.post(f"{party}/Kommunikationen", json={"kommKz": 3, "tlf": "0171 1"}).json()
    before = advo.get(party).json()
    path = f"{party}/Kommunikationen/{entry['id']}"
    changed = advo.put(path, json={"tlf": "0171 2", "bemerkung": "", "kommKz": 1}).json()
    after = advo.get(party).json()
    assert changed["rowId"] != entry["rowId"]
    assert (after["mobil"], after["rowId"]) == ("0171 2", before["rowId"])
    assert advo.delete(path).status_code == 403
