"""Lists of EspoCRM: filters in both notations, paging, totals and their silent traps (recording 02)."""

from __future__ import annotations

import json

import pytest

from syncconsole.sandbox.run import Sandbox
from tests.sandbox.conftest import Api

SYNC_STATUS_IN = {"where[0][type]": "in", "where[0][attribute]": "syncStatus"}


@pytest.fixture(autouse=True)
def five_parties(box: Sandbox) -> None:
    """Five records of known state; betnr 1 to 4, the last without."""
    rows = [("Muster", "clean"), ("Strauß", "dirty"), ("Strauss", "failed"), ("Ärger", "clean")]
    for number, (name, status) in enumerate(rows, 1):
        box.espo.create({"lastName": name, "firstName": "Max", "syncStatus": status, "betnr": number})
    box.espo.create({"lastName": "Neu", "syncStatus": "pending_sync"})


def names(espo: Api, where: list[object], **more: object) -> list[str]:
    search = {"where": where, "orderBy": "betnr", "order": "asc", "maxSize": 200, **more}
    answer = espo.get("/CBeteiligte", params={"searchParams": json.dumps(search)})
    assert answer.status_code == 200, answer.headers
    return [row["lastName"] for row in answer.json()["list"]]


def test_the_bracket_notation_filters(espo: Api) -> None:
    wanted = {**SYNC_STATUS_IN, "where[0][value][0]": "dirty", "where[0][value][1]": "failed"}
    assert espo.get("/CBeteiligte", params=wanted).json()["total"] == 2


def test_search_params_filter_the_same_way(espo: Api) -> None:
    assert names(espo, [{"type": "in", "attribute": "syncStatus", "value": ["dirty", "failed"]}]) == [
        "Strauß",
        "Strauss",
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "equals", "attribute": "betnr", "value": 2}, ["Strauß"]),
        ({"type": "isNull", "attribute": "betnr"}, ["Neu"]),
        ({"type": "isNotNull", "attribute": "betnr"}, ["Muster", "Strauß", "Strauss", "Ärger"]),
        ({"type": "greaterThan", "attribute": "betnr", "value": 2}, ["Strauss", "Ärger"]),
        ({"type": "greaterThanOrEquals", "attribute": "betnr", "value": 2}, ["Strauß", "Strauss", "Ärger"]),
        ({"type": "lessThan", "attribute": "betnr", "value": 2}, ["Muster"]),
        ({"type": "equals", "attribute": "lastName", "value": "strauss"}, ["Strauß", "Strauss"]),
        ({"type": "startsWith", "attribute": "lastName", "value": "arg"}, ["Ärger"]),
        ({"type": "contains", "attribute": "lastName", "value": "TRA"}, ["Strauß", "Strauss"]),
        ({"type": "notEquals", "attribute": "syncStatus", "value": "clean"}, ["Neu", "Strauß", "Strauss"]),
        ({"type": "before", "attribute": "modifiedAt", "value": "2001-01-01 00:00:00"}, []),
        ({"type": "in", "attribute": "syncStatus", "value": []}, []),
    ],
)
def test_each_filter_type_selects_its_rows(espo: Api, item: dict[str, object], expected: list[str]) -> None:
    assert names(espo, [item]) == expected


def test_or_groups_join_and_several_items_narrow(espo: Api) -> None:
    either = {
        "type": "or",
        "value": [
            {"type": "equals", "attribute": "syncStatus", "value": "dirty"},
            {"type": "isNull", "attribute": "betnr"},
        ],
    }
    assert names(espo, [either]) == ["Neu", "Strauß"]
    assert names(espo, [either, {"type": "isNotNull", "attribute": "betnr"}]) == ["Strauß"]


def test_where_as_a_json_string_is_ignored_and_returns_everything(espo: Api) -> None:
    answer = espo.get("/CBeteiligte", params={"where": '[{"type":"isNull","attribute":"betnr"}]'})
    assert answer.json()["total"] == 5


def test_an_empty_in_is_400_in_brackets(espo: Api) -> None:
    answer = espo.get("/CBeteiligte", params=SYNC_STATUS_IN)
    assert (answer.status_code, answer.headers["X-Status-Reason"]) == (400, "Bad where item 'in'.")


def test_keyset_paging_by_id_visits_every_record_once(espo: Api) -> None:
    seen: list[str] = []
    while True:
        where = [{"type": "greaterThan", "attribute": "id", "value": seen[-1]}] if seen else []
        search = {"where": where, "orderBy": "id", "order": "asc", "maxSize": 2, "select": ["id"]}
        rows = espo.get("/CBeteiligte", params={"searchParams": json.dumps(search)}).json()["list"]
        if not rows:
            break
        seen += [row["id"] for row in rows]
    assert len(seen) == len(set(seen)) == 5


def test_a_list_never_shows_the_data_arrays_and_select_adds_the_id(espo: Api) -> None:
    row = espo.get("/CBeteiligte", params={"select": "lastName,emailAddressData", "maxSize": 1}).json()["list"][0]
    assert set(row) == {"id", "lastName", "createdAt", "createdById", "assignedUserId"}


def test_201_rows_are_refused(espo: Api) -> None:
    answer = espo.get("/CBeteiligte", params={"maxSize": 201})
    assert answer.status_code == 403
    assert answer.headers["X-Status-Reason"] == "Max size should not exceed 200. Use offset and limit."


def test_without_total_the_answer_only_says_whether_more_follows(espo: Api) -> None:
    headers = {"X-No-Total": "true"}
    assert espo.get("/CBeteiligte", params={"maxSize": 2}, headers=headers).json()["total"] == -1
    assert espo.get("/CBeteiligte", params={"maxSize": 5}, headers=headers).json()["total"] == -2


@pytest.mark.parametrize(
    ("search", "reason"),
    [
        ({"orderBy": "gibtsNicht"}, "Order by non-existing field 'gibtsNicht'."),
        ({"order": "AUFWAERTS", "orderBy": "betnr"}, "order value is bad."),
        ({"select": "id,name"}, "select should be array."),
        ({"maxSize": "50"}, "maxSize must be integer."),
        ({"where": [{"type": "quatsch", "attribute": "betnr"}]}, "Unknown where item type 'quatsch'."),
        ({"where": [{"type": "isNull", "attribute": "gibtsNicht"}]}, "Not existing attribute 'gibtsNicht' in where."),
        ({"where": [{"type": "not", "value": []}]}, "Sub-queries are forbidden in where."),
    ],
)
def test_a_bad_search_is_400_with_its_reason(espo: Api, search: dict[str, object], reason: str) -> None:
    answer = espo.get("/CBeteiligte", params={"searchParams": json.dumps(search)})
    assert (answer.status_code, answer.headers["X-Status-Reason"]) == (400, reason)
