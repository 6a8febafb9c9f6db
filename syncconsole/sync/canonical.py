"""Canonical values: two values are equal if their canonical forms are (rules 1)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

_WHITE = re.compile(r"\s+")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:00)?)?")
_NO_DATE = "0001-01-01"  # .NET's empty date; nobody was born then


def text(value: Any) -> str:
    """NFC, trimmed, inner white space folded, without what no database stores; None is ""."""
    if value is None:
        return ""
    return _WHITE.sub(" ", unicodedata.normalize("NFC", storable(str(value)))).strip()


def is_plain(value: Any) -> bool:
    """Whether a raw value is one that a field can hold: text, a number or nothing, but no list, object or truth."""
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))


def storable(value: Any) -> Any:
    """Any JSON value without what PostgreSQL cannot store: NUL, and halves of characters."""
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        clean = value.replace("\0", "")
        return clean if clean.isascii() else clean.encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, list):
        return [storable(one) for one in value]
    if isinstance(value, dict):
        return {storable(key): storable(one) for key, one in value.items()}
    return value


def day(value: Any) -> str:
    """`YYYY-MM-DD` of a date, with or without a midnight time; other text passes through as text.

    A value that is no date is not dropped: the other side refuses it, and that is shown.
    """
    plain = text(value)
    match = _DATE.fullmatch(plain)
    if not match:
        return plain
    try:
        date(*(int(part) for part in match.groups()))
    except ValueError:
        return plain
    found = "-".join(match.groups())
    return "" if found == _NO_DATE else found


def is_cut_off(short: str, whole: str) -> bool:
    """Whether `short` is a proper, non-blank beginning of `whole` (a column was too short)."""
    return bool(short) and short != whole and whole.startswith(short.rstrip())
