"""The filter of a list request: which records satisfy a ``where`` item (recording 02)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.fields import stored_time
from syncconsole.sandbox.espocrm.query import as_list
from syncconsole.sandbox.espocrm.records import ATTRIBUTES

Predicate = Callable[[dict[str, Any]], bool]
_NO_SUB_QUERIES = "Sub-queries are forbidden in where."
SYSTEM_ZONE = ZoneInfo("Europe/Berlin")
_DATETIMES = {"createdAt", "modifiedAt", "advowareLastSync", "advowareDeletedAt", "streamUpdatedAt"}
_SEARCHABLE = (set(ATTRIBUTES) - {"emailAddressData", "phoneNumberData"}) | {"versionNumber"}


def folded(value: Any) -> Any:
    """A value as the database compares it: text without case, accents and the difference of ß and ss."""
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFD", value.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).rstrip(" ")


def predicate(item: Any, now: datetime, version: str = "10.0") -> Predicate:
    """A test of record values for one ``where`` item.

    Raises:
        ApiError: 400 with EspoCRM's reason, for an unknown type or attribute, or a bad value.
    """
    kind = item.get("type") if isinstance(item, dict) else None
    if kind in ("and", "or"):
        parts = [predicate(part, now, version) for part in as_list(item.get("value")) or []]
        combine = all if kind == "and" else any
        return lambda values: combine(part(values) for part in parts)
    if kind == "not":
        # 9.3 says it twice (recording 02).
        raise ApiError(400, " ".join([_NO_SUB_QUERIES] * (2 if version == "9.3" else 1)))
    if kind not in _TYPES:
        raise ApiError(400, f"Unknown where item type '{kind}'.")
    attribute = item.get("attribute")
    if attribute not in _SEARCHABLE:
        raise ApiError(400, f"Not existing attribute '{attribute}' in where.")
    return _TYPES[kind](attribute, item, now)


def _value(item: dict[str, Any]) -> Any:
    value = item.get("value")
    if item.get("attribute") not in _DATETIMES or not isinstance(value, str):
        return value
    if _truthy(item.get("dateTime")):
        zone = ZoneInfo(item.get("timeZone") or "UTC")
        return stored_time(datetime.fromisoformat(value).replace(tzinfo=zone).astimezone(UTC))
    if "T" in value:
        return stored_time(datetime.fromisoformat(value))
    return value


def _truthy(value: Any) -> bool:
    return value in (True, "true", "1", 1)


def _number_or_text(stored: Any, wanted: Any) -> tuple[Any, Any]:
    if isinstance(stored, int) and not isinstance(stored, bool):
        try:
            return stored, int(wanted)
        except (TypeError, ValueError):
            return stored, 0
    return folded(stored), folded(str(wanted))


def _comparison(test: Callable[[Any, Any], bool]) -> Callable[..., Predicate]:
    def build(attribute: str, item: dict[str, Any], now: datetime) -> Predicate:
        wanted = _value(item)
        return lambda values: values.get(attribute) is not None and test(*_number_or_text(values[attribute], wanted))

    return build


def _membership(inside: bool) -> Callable[..., Predicate]:
    def build(attribute: str, item: dict[str, Any], now: datetime) -> Predicate:
        wanted = as_list(item.get("value"))
        if wanted is None:
            raise ApiError(400, f"Bad where item '{item['type']}'.")
        texts = {folded(str(value)) for value in wanted}

        def test(values: dict[str, Any]) -> bool:
            stored = values.get(attribute)
            return stored is not None and (folded(str(stored)) in texts) is inside

        return test

    return build


def _constant(test: Callable[[Any], bool]) -> Callable[..., Predicate]:
    return lambda attribute, item, now: lambda values: test(values.get(attribute))


def _between(attribute: str, item: dict[str, Any], now: datetime) -> Predicate:
    bounds = as_list(item.get("value")) or []
    if len(bounds) != 2:
        raise ApiError(400, "Bad where item 'between'.")
    return lambda values: (
        values.get(attribute) is not None
        and all(
            _number_or_text(values[attribute], bound)[0] >= _number_or_text(values[attribute], bound)[1]
            if lower
            else _number_or_text(values[attribute], bound)[0] <= _number_or_text(values[attribute], bound)[1]
            for bound, lower in zip(bounds, (True, False), strict=True)
        )
    )


def _days(text: Any) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        raise ApiError(400, "Bad where item.") from None


def _calendar(attribute: str, item: dict[str, Any], now: datetime) -> Predicate:
    """Relative dates are calendar days of the system's zone: older than 1 day = before the start of yesterday."""
    midnight = now.astimezone(SYSTEM_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)

    def at(days: int) -> str:
        return stored_time((midnight + timedelta(days=days)).astimezone(UTC))

    if item["type"] == "olderThanXDays":
        lower, upper = "", at(-_days(item.get("value")))
    elif item["type"] == "lastXDays":
        lower, upper = at(-_days(item.get("value"))), at(1)
    else:
        lower, upper = at(0), at(1)
    return lambda values: values.get(attribute) is not None and lower <= values[attribute] < upper


_TYPES: dict[str, Callable[..., Predicate]] = {
    "equals": _comparison(lambda stored, wanted: stored == wanted),
    "notEquals": _comparison(lambda stored, wanted: stored != wanted),
    "greaterThan": _comparison(lambda stored, wanted: stored > wanted),
    "greaterThanOrEquals": _comparison(lambda stored, wanted: stored >= wanted),
    "lessThan": _comparison(lambda stored, wanted: stored < wanted),
    "lessThanOrEquals": _comparison(lambda stored, wanted: stored <= wanted),
    "after": _comparison(lambda stored, wanted: stored > wanted),
    "before": _comparison(lambda stored, wanted: stored < wanted),
    "contains": _comparison(lambda stored, wanted: wanted in str(stored)),
    "startsWith": _comparison(lambda stored, wanted: str(stored).startswith(str(wanted))),
    "endsWith": _comparison(lambda stored, wanted: str(stored).endswith(str(wanted))),
    "in": _membership(True),
    "notIn": _membership(False),
    "isNull": _constant(lambda stored: stored is None),
    "isNotNull": _constant(lambda stored: stored is not None),
    "isTrue": _constant(lambda stored: bool(stored)),
    "isFalse": _constant(lambda stored: not stored),
    "between": _between,
    "olderThanXDays": _calendar,
    "lastXDays": _calendar,
    "today": _calendar,
}
