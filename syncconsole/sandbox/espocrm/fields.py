"""The attributes of ``CBeteiligte``: their types, and what EspoCRM does to a value that is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from syncconsole.sandbox.espocrm.errors import validation_failure
from syncconsole.sandbox.espocrm.options import EspoCrmOptions

ENTITY_TYPE = "CBeteiligte"
SALUTATIONS = ["Mr.", "Ms.", "Mrs.", "Dr."]
RECHTSFORMEN = [
    "",
    "Natürliche Person",
    "GmbH",
    "GmbH & Co. KG",
    "KG",
    "UG (haftungsbeschränkt)",
    "AG",
    "e.V.",
    "GbR",
    "OHG",
    "e.K.",
]
_NAME_PATTERN = re.compile(r"[^<>=]*")


@dataclass(frozen=True)
class Field:
    """A writable attribute: ``kind`` is varchar, text, personName, enum, int, date, datetime or link."""

    kind: str
    max_length: int = 255
    options: tuple[str, ...] = ()
    minimum: int | None = None
    default: Any = None


FIELDS: dict[str, Field] = {
    "salutationName": Field("enum", options=("", *SALUTATIONS)),
    "firstName": Field("personName", 100),
    "lastName": Field("personName", 100),
    "middleName": Field("personName", 100),
    "description": Field("text", 1_000_000),
    "addressStreet": Field("varchar", 255),
    "addressCity": Field("varchar", 100),
    "addressState": Field("varchar", 100),
    "addressCountry": Field("varchar", 100),
    "addressPostalCode": Field("varchar", 40),
    "firmenname": Field("varchar", 255),
    "rechtsform": Field("enum", options=tuple(RECHTSFORMEN)),
    "dateOfBirth": Field("date"),
    "handelsregisterNummer": Field("varchar", 100),
    "betnr": Field("int", minimum=1),
    "syncStatus": Field("enum", default="pending_sync"),
    "advowareLastSync": Field("datetime"),
    "advowareDeletedAt": Field("datetime"),
    "syncErrorMessage": Field("text", 2000),
    "syncRetryCount": Field("int", default=0),
    "assignedUserId": Field("link"),
}


def cleaned(name: str, value: Any, options: EspoCrmOptions) -> Any:
    """The value as it is stored: trimmed, converted, checked.

    Raises:
        ApiError: 400, naming the field and the failed check.
    """
    field = FIELDS[name]
    if value is None:
        return None
    return _CLEANERS[field.kind](name, field, value, options)


def _fail(name: str, kind: str = "valid") -> Exception:
    return validation_failure(ENTITY_TYPE, name, kind)


def _text(name: str, field: Field, value: Any, options: EspoCrmOptions) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise _fail(name)
    text = str(value) if field.kind == "text" else str(value).strip()
    limit = options.message_max if name == "syncErrorMessage" else field.max_length
    if len(text) > limit:
        raise _fail(name, "maxLength")
    if field.kind == "personName" and not _NAME_PATTERN.fullmatch(text):
        raise _fail(name, "pattern")
    return text or None


def _enum(name: str, field: Field, value: Any, options: EspoCrmOptions) -> str:
    allowed = options.sync_status_values if name == "syncStatus" else field.options
    if value not in allowed:
        raise _fail(name)
    return str(value)


def _int(name: str, field: Field, value: Any, options: EspoCrmOptions) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value.strip()):
        value = int(value)
    if value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise _fail(name)
    if not -(2**31) <= value < 2**31:
        raise _fail(name, "rangeInternal")
    if field.minimum is not None and value < field.minimum:
        raise _fail(name, "min")
    return value


def _date(name: str, field: Field, value: Any, options: EspoCrmOptions) -> str | None:
    if value == "":
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError
        datetime.strptime(value, "%Y-%m-%d")
    except (TypeError, ValueError):
        raise _fail(name) from None
    return str(value)


def _datetime(name: str, field: Field, value: Any, options: EspoCrmOptions) -> str | None:
    if value == "":
        return None
    if not isinstance(value, str) or not re.match(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}", value):
        raise _fail(name)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise _fail(name) from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return stored_time(moment)


def _link(name: str, field: Field, value: Any, options: EspoCrmOptions) -> str | None:
    return str(value) or None


def stored_time(moment: datetime) -> str:
    """A moment (UTC) as EspoCRM keeps it: ``YYYY-MM-DD HH:MM:SS``."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


_CLEANERS: dict[str, Callable[[str, Field, Any, EspoCrmOptions], Any]] = {
    "varchar": _text,
    "text": _text,
    "personName": _text,
    "enum": _enum,
    "int": _int,
    "date": _date,
    "datetime": _datetime,
    "link": _link,
}
