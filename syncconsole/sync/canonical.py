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
    """NFC, trimmed, inner white space folded, NUL characters left out; None is ""."""
    if value is None:
        return ""
    return _WHITE.sub(" ", unicodedata.normalize("NFC", str(value)).replace("\0", "")).strip()


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
