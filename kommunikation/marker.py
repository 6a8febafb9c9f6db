"""The marker at the start of an entry's `bemerkung`: the original's own format, read and written.

[ESPOCRM:bWF4QGV4YW1wbGUuY29t:4] user text    a synced entry: the value at the last sync, and its kommKz
[ESPOCRM-SLOT:4] user text                    an emptied entry of that kommKz, to be used again
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

KOMMKZ = range(1, 13)

_OPENING = "[ESPOCRM"
_MARKER = re.compile(r"\[ESPOCRM(?:-SLOT|:(?P<value>[A-Za-z0-9+/=_-]+)):(?P<kommkz>[1-9]|1[0-2])\]")
_STANDARD_ALPHABET = str.maketrans("-_", "+/")


@dataclass(frozen=True)
class Value:
    """The marker of a synced entry.

    `value`: what EspoCRM held at the last sync, never blank. `kommkz`: 1 to 12; ValueError for others.
    """

    value: str
    kommkz: int

    def __post_init__(self) -> None:
        _check(self.kommkz)
        if not self.value.strip():
            raise ValueError("a value marker without a value")


@dataclass(frozen=True)
class Slot:
    """The marker of an emptied entry. `kommkz`: 1 to 12; ValueError for others."""

    kommkz: int

    def __post_init__(self) -> None:
        _check(self.kommkz)


Marker = Value | Slot


@dataclass(frozen=True)
class Remark:
    """What a `bemerkung` says.

    `text` is the user's own. `damaged`: something in it began as a marker but does not decode; then
    there is no marker and `text` is the whole remark, so that nothing of the user's is lost.
    """

    marker: Marker | None
    text: str
    damaged: bool = False


def read(bemerkung: str | None) -> Remark:
    """The marker and the user's text of a `bemerkung` as Advoware returned it.

    Only the first marker counts; one that a user typed in front of is found too. The one blank that
    separates it from the text belongs to the marker, everything else to the user.
    """
    raw = bemerkung or ""
    for match in _MARKER.finditer(raw):
        marker = _decoded(match)
        if marker is not None:
            return Remark(marker, _around(raw, match.start(), match.end()))
    return Remark(None, raw, damaged=_OPENING in raw)


def write(marker: Marker | None, text: str) -> str:
    """The `bemerkung` of that marker and the user's text, as the original wrote it.

    `read` returns exactly these two again. Without a marker it is the text alone.
    """
    if marker is None:
        return text
    return f"{_encoded(marker)} {text}" if text else _encoded(marker)


def fits(bemerkung: str, limit: int | None) -> bool:
    """Whether a column of `limit` characters keeps the whole `bemerkung`; None is a column without limit."""
    return limit is None or len(bemerkung) <= limit


def _check(kommkz: int) -> None:
    if kommkz not in KOMMKZ:
        raise ValueError(f"no kommKz: {kommkz}")


def _encoded(marker: Marker) -> str:
    if isinstance(marker, Slot):
        return f"{_OPENING}-SLOT:{marker.kommkz}]"
    return f"{_OPENING}:{base64.b64encode(marker.value.encode()).decode('ascii')}:{marker.kommkz}]"


def _decoded(match: re.Match[str]) -> Marker | None:
    """The marker, or None if its value does not decode. Padding and alphabet may be those of URLs."""
    kommkz = int(match["kommkz"])
    if match["value"] is None:
        return Slot(kommkz)
    encoded = match["value"].rstrip("=").translate(_STANDARD_ALPHABET)
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
        return Value(decoded.decode("utf-8"), kommkz)
    except ValueError:  # not base64, not UTF-8, or blank
        return None


def _around(raw: str, start: int, end: int) -> str:
    """What stands before and after the marker; two words that it parts stay apart."""
    before, after = raw[:start], raw[end:]
    if after.startswith(" ") and not before[-1:].strip():
        after = after[1:]
    return before + after
