"""The calls of an attempt as people read them: which resource, for what, with what answer; neither ids nor values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext

from syncconsole import wording
from syncconsole.people.field_names import is_entry
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.readback import ARRIVED

LONGEST_BAR = 64
LEAST_ERROR = 400

_PURPOSES = {
    "token": gettext_lazy("sign in"),
    "discovery": gettext_lazy("find the address"),
    "probe": gettext_lazy("try whether it answers"),
}


@dataclass(frozen=True)
class CallRow:
    """One call; `bar` is the width of its duration in pixels, `failed` whether its answer was none or an error."""

    system: str
    what: str
    purpose: str
    status: int | None
    ms: int
    bar: int
    failed: bool


def call_rows(attempt: Any) -> list[CallRow]:
    """The calls in order."""
    calls = attempt.calls
    longest = max((call.get("ms") or 0 for call in calls), default=0) or 1
    purposes = _purposes(calls, list(attempt.changes.all()))
    return [_row(call, purpose, longest) for call, purpose in zip(calls, purposes, strict=True)]


def _row(call: dict[str, Any], purpose: str, longest: int) -> CallRow:
    ms, status = call.get("ms") or 0, call.get("status")
    return CallRow(
        system=wording.system_label(call.get("system")),
        what=f"{call.get('method', '')} {_resource(call)}".strip(),
        purpose=purpose,
        status=status,
        ms=ms,
        bar=max(2, round(LONGEST_BAR * ms / longest)),
        failed=status is None or status >= LEAST_ERROR,
    )


def _names(call: dict[str, Any]) -> list[str]:
    """The parts of the path that name resources: those begin with a capital, ids with a digit or a small letter."""
    return [part for part in str(call.get("path", "")).split("/") if part[:1].isupper() and part.isalpha()]


def _resource(call: dict[str, Any]) -> str:
    return (_names(call) or [""])[-1]


def _names_a_record(call: dict[str, Any]) -> bool:
    parts = [part for part in str(call.get("path", "")).split("/") if part]
    return bool(parts) and parts[-1] not in _names(call)


def _purposes(calls: Sequence[dict[str, Any]], changes: Sequence[Any]) -> Iterator[str]:
    written: set[str] = set()
    for call in calls:
        system, method = call.get("system", ""), call.get("method", "")
        yield _purpose(call, changes, again=system in written)
        if method in ("PUT", "POST", "PATCH") and not call.get("purpose"):  # signing in writes nothing
            written.add(system)


def _purpose(call: dict[str, Any], changes: Sequence[Any], *, again: bool) -> str:
    if call.get("purpose"):
        return str(_PURPOSES.get(call["purpose"], call["purpose"]))
    if call.get("method") == "GET":
        return _read(call, changes, again=again)
    if len(_names(call)) > 1:  # a part of a record: one of its phones or mails
        return _writes(changes, ADVOWARE, entries=True) or gettext("write phone or mail")
    if call.get("system") == ESPOCRM:
        return _writes_and_status(changes)
    if call.get("method") == "POST":
        return pgettext("call", "create")
    return _writes(changes, ADVOWARE, entries=False) or pgettext("call", "write")


def _read(call: dict[str, Any], changes: Sequence[Any], *, again: bool) -> str:
    if not _names_a_record(call):
        return pgettext("call", "search")
    if not again:
        return pgettext("call", "read")
    results = {change.result for change in changes if change.side == call.get("system")}
    return pgettext("call", "read again, as sent") if results == {ARRIVED} else pgettext("call", "read again")


def _writes(changes: Sequence[Any], side: str, *, entries: bool | None) -> str:
    """ "write Last name, Salutation", or "" if nothing of that kind was written."""
    fields = _written(changes, side, entries)
    return gettext("write %(fields)s") % {"fields": ", ".join(fields)} if fields else ""


def _writes_and_status(changes: Sequence[Any]) -> str:
    fields = _written(changes, ESPOCRM, None)
    if not fields:
        return gettext("write status")
    return gettext("write %(fields)s and status") % {"fields": ", ".join(fields)}


def _written(changes: Sequence[Any], side: str, entries: bool | None) -> list[str]:
    names = [one.field for one in reversed(changes) if one.side == side and entries in (None, is_entry(one.field))]
    return list(dict.fromkeys(map(wording.field_label, names)))
