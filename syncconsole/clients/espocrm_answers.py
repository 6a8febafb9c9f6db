"""EspoCRM's refusals. Its own words stand in the header `X-Status-Reason`; without it somebody else has answered."""

from __future__ import annotations

import re
from typing import Any

from syncconsole.clients.answers import failure, parsed_or_none, refusal, system_failure
from syncconsole.clients.http import Answer
from syncconsole.sync.errors import CredentialsRejected, Gone, Modified, RemoteError
from syncconsole.sync.reasons import reason

_VALIDATION = re.compile(r"field: (?P<field>\w+), type: (?P<type>\w+)")
_ACCESS = re.compile(r"No (?:\w+ )?access\b")
_LABEL = re.compile(r"\w{1,100}")


def raise_for_status(answer: Answer) -> None:
    """Return for 2xx; raise the `RemoteError` that the status, the reason and the body stand for otherwise."""
    if not answer.ok:
        raise system_failure(answer) or _own_failure(answer)


def _own_failure(answer: Answer) -> RemoteError:
    said = _status_reason(answer)
    if answer.status == 401:
        return failure(answer, CredentialsRejected, "credentials_rejected")
    if answer.status == 403 and not said:
        # Every request of an address that failed to log in ten times in a minute gets this, valid keys included.
        return failure(answer, CredentialsRejected, "locked_out")
    if answer.status == 403:
        return _refused(answer, "forbidden")
    if answer.status == 404:
        return _gone(answer, said)
    if answer.status == 409 and said == "modified":
        return failure(answer, Modified, "modified")
    if answer.status == 409 and said == "duplicate":
        return refusal(answer, "duplicate")
    return _refused(answer, "refused")


def _gone(answer: Answer, said: str) -> Gone:
    # "Controller 'X' does not exist." is about the whole entity type, of which a rebuild may have lost sight.
    certain = bool(said) and not said.startswith("Controller")
    request = answer.request
    why = reason("not_found", system=request.system, status=answer.status)
    return Gone(request.system, why, certain=certain, call=request.kind)


def _refused(answer: Answer, code: str) -> RemoteError:
    field, words = _named(answer)
    return refusal(answer, "refused_value" if field else code, field=field, words=words)


def _named(answer: Answer) -> tuple[str, str]:
    """The field that the answer names and the kind of check or label; only words that can hold no value."""
    said = _status_reason(answer)
    in_header = _VALIDATION.search(said)
    if in_header:
        return in_header["field"], in_header["type"]
    message = _inner(parsed_or_none(answer), "messageTranslation")
    data = _inner(message, "data")
    words = _word(data.get("type")) or _word(message.get("label"))
    access = _ACCESS.match(said)
    return _word(data.get("field")), words or (access[0] if access else "")


def _inner(value: Any, key: str) -> dict[str, Any]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _word(value: Any) -> str:
    return value if isinstance(value, str) and _LABEL.fullmatch(value) else ""


def _status_reason(answer: Answer) -> str:
    return answer.headers.get("X-Status-Reason", "").strip()
