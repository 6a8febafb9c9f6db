"""List requests: parameters in either form, filter, order, paging, selection (recording 02)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE
from syncconsole.sandbox.espocrm.query import as_list, php_parameters
from syncconsole.sandbox.espocrm.records import ATTRIBUTES
from syncconsole.sandbox.espocrm.where import folded, predicate

MAX_SIZE = 200
_ORDERABLE = (set(ATTRIBUTES) - {"emailAddressData", "phoneNumberData"}) | {"versionNumber"}
_ALWAYS_SELECTED = ("id", "createdById", "assignedUserId")


@dataclass
class SearchParams:
    """What a list request asks for."""

    where: list[Any] = field(default_factory=list)
    select: list[str] | None = None
    order_by: str = "createdAt"
    descending: bool = True
    offset: int = 0
    max_size: int = MAX_SIZE
    text_filter: str = ""
    quick: bool = False
    assigned_to: str | None = None


def parsed(query: str, user_id: str = "") -> SearchParams:
    """The parameters of a list request by a user.

    Raises:
        ApiError: 400, 403 (more than 200 rows) or 500 (a negative size), each with EspoCRM's reason.
    """
    parameters = php_parameters(query)
    raw = _from_json(parameters["searchParams"]) if "searchParams" in parameters else _from_brackets(parameters)
    if raw.get("primaryFilter"):
        raise ApiError(400, f"No primary filter '{raw['primaryFilter']}' for '{ENTITY_TYPE}'.")
    params = SearchParams(text_filter=raw.get("textFilter") or raw.get("q") or "")
    params.quick = bool(raw.get("q"))
    if "onlyMy" in (as_list(raw.get("boolFilterList")) or []):
        params.assigned_to = user_id
    params.where = (as_list(raw.get("where")) or []) + (as_list(raw.get("whereGroup")) or [])
    params.select = raw.get("select")
    params.offset = max(0, raw.get("offset") or 0)
    _set_size(params, raw.get("maxSize"))
    _set_order(params, raw.get("orderBy"), raw.get("order"))
    return params


def _from_json(text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text)
    except ValueError:
        raise ApiError(400, "Invalid search params JSON.") from None
    if not isinstance(raw, dict):
        raise ApiError(400, "Invalid search params JSON.")
    if raw.get("select") is not None and not isinstance(raw["select"], list):
        raise ApiError(400, "select should be array.")
    for name in ("maxSize", "offset"):
        if raw.get(name) is not None and (isinstance(raw[name], bool) or not isinstance(raw[name], int)):
            raise ApiError(400, f"{name} must be integer.")
    return raw


def _from_brackets(parameters: dict[str, Any]) -> dict[str, Any]:
    raw = dict(parameters)
    if isinstance(raw.get("select"), str):
        raw["select"] = [name.strip() for name in raw["select"].split(",") if name.strip()]
    for name in ("maxSize", "offset"):
        if name in raw:
            raw[name] = _php_int(raw[name])
    return raw


def _php_int(text: Any) -> int:
    match = re.match(r"\s*-?\d+", text) if isinstance(text, str) else None
    return int(match[0]) if match else 0


def _set_size(params: SearchParams, size: int | None) -> None:
    if size is None:
        return
    if size < 0:
        raise ApiError(500)
    if size > MAX_SIZE:
        raise ApiError(403, f"Max size should not exceed {MAX_SIZE}. Use offset and limit.")
    params.max_size = size


def _set_order(params: SearchParams, order_by: str | None, order: Any) -> None:
    if order_by:
        if order_by not in _ORDERABLE:
            raise ApiError(400, f"Order by non-existing field '{order_by}'.")
        params.order_by, params.descending = order_by, False
    if order is not None and not isinstance(order, bool):
        if str(order).lower() not in ("asc", "desc"):
            raise ApiError(400, "order value is bad.")
        params.descending = str(order).lower() == "desc"
    elif isinstance(order, bool):
        params.descending = order


def page(
    rows: Iterable[dict[str, Any]], params: SearchParams, now: datetime, no_total: bool, version: str = "10.0"
) -> dict[str, Any]:
    """The answer ``{total, list}`` of an EspoCRM ``version``; without total it is -1 (more rows follow) or -2.

    Raises:
        ApiError: 400 for a bad filter.
    """
    tests = [predicate(item, now, version) for item in params.where]
    tests.append(lambda row: params.assigned_to in (None, row.get("assignedUserId")))
    found = [row for row in rows if all(test(row) for test in tests) and _text_matches(row, params.text_filter)]
    found.sort(key=lambda row: (_sort_key(row.get(params.order_by)), row["id"]), reverse=params.descending)
    end = params.offset + params.max_size
    total = (-1 if len(found) > end else -2) if no_total or params.quick else len(found)
    return {"total": total, "list": [_selected(row, params) for row in found[params.offset : end]]}


def _text_matches(row: dict[str, Any], text: str) -> bool:
    if not text:
        return True
    return any(str(folded(row.get(name) or "")).startswith(folded(text)) for name in ("name", "firstName", "lastName"))


def _sort_key(value: Any) -> tuple[int, Any]:
    return (0, 0) if value is None else (1, folded(value) if isinstance(value, str) else value)


def _selected(row: dict[str, Any], params: SearchParams) -> dict[str, Any]:
    if params.select is None:
        return row
    wanted = {*params.select, *_ALWAYS_SELECTED, params.order_by}
    return {name: value for name, value in row.items() if name in wanted}
