"""What an answer means as far as both systems agree: JSON, and the statuses that say nothing about one record."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn, TypeVar

from syncconsole import clock
from syncconsole.clients.http import Answer
from syncconsole.sync.errors import Redirected, Refused, RemoteError, SystemDown, Transient
from syncconsole.sync.reasons import reason

E = TypeVar("E", bound=RemoteError)

MAX_RETRY_AFTER_SECONDS = 3600.0

# 408 comes from a proxy that waited in vain for one of the two ends, as 504 does.
_UNAVAILABLE = frozenset({408, 502, 503, 504})


def parsed(answer: Answer) -> Any:
    """The body as JSON, whatever its content type says.

    Raises Transient for everything that a careless parser would take for data: HTML, a body cut off, a key that
    stands twice, NaN, numbers without end.
    """
    try:
        return json.loads(
            answer.body.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):
        pass
    raise unreadable(answer)


def parsed_or_none(answer: Answer) -> Any:
    """The same for the body of an error, where an unreadable one only says less."""
    try:
        return parsed(answer)
    except RemoteError:
        return None


def an_object(answer: Answer, value: Any) -> dict[str, Any]:
    """`value` if it is a JSON object; raises Transient if it is not."""
    if not isinstance(value, dict):
        raise unreadable(answer)
    return value


def objects(answer: Answer, value: Any) -> list[dict[str, Any]]:
    """`value` if it is a list of JSON objects; raises Transient if it is not."""
    if not isinstance(value, list):
        raise unreadable(answer)
    return [an_object(answer, item) for item in value]


def unreadable(answer: Answer) -> Transient:
    """The error of an answer that cannot be understood: if the call was a write, it may have taken effect."""
    return failure(answer, Transient, "unreadable_answer", outcome_unknown=answer.request.writes)


def failure(answer: Answer, kind: type[E], code: str, **more: Any) -> E:
    """An error of class `kind` about `answer`; `more` goes to its constructor."""
    request = answer.request
    why = reason(code, system=request.system, status=answer.status)
    return kind(request.system, why, status=answer.status, call=request.kind, **more)


def refusal(answer: Answer, code: str, *, field: str = "", words: str = "") -> Refused:
    """A Refused about `answer`; its reason names the field too, where the answer does."""
    request = answer.request
    named = {"field": field} if field else {}
    why = reason(code, system=request.system, status=answer.status, **named)
    return Refused(request.system, why, status=answer.status, field=field, words=words[:200], call=request.kind)


def system_failure(answer: Answer) -> RemoteError | None:
    """The error of a status that concerns the system rather than one record, else None (rules 4)."""
    writes = answer.request.writes
    if 300 <= answer.status < 400:
        return failure(answer, Redirected, "redirected")
    if answer.status == 429:
        return failure(answer, SystemDown, "rate_limited", retry_after=retry_after(answer.headers))
    if answer.status in _UNAVAILABLE:
        wait = retry_after(answer.headers)
        return failure(answer, SystemDown, "unavailable", outcome_unknown=writes, retry_after=wait)
    if answer.status >= 500:
        return failure(answer, Transient, "server_error", outcome_unknown=writes)
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that `Retry-After` asks for (a number or an HTTP date), at most an hour; None without a usable one."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        # Ten digits are centuries already; `int` refuses to read thousands of them.
        return min(float(int(text[:10])), MAX_RETRY_AFTER_SECONDS)
    try:
        seconds = (parsedate_to_datetime(text) - clock.now()).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_SECONDS)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number without end")
    return number
