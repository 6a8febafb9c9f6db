"""Advoware's refusals: a status and German text, of which nothing is shown or kept but words from the lists below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from syncconsole.clients.answers import failure, parsed_or_none, refusal, system_failure
from syncconsole.clients.http import Answer
from syncconsole.sync.errors import CredentialsRejected, Gone, RemoteError, SystemDown
from syncconsole.sync.reasons import reason

# What a text may say of a value; the first that is found stands for it.
SAFE_WORDS = (
    "zu lang",
    "zu kurz",
    "ungültig",
    "unbekannt",
    "Pflichtfeld",
    "darf nicht leer sein",
    "nicht erlaubt",
    "nicht zulässig",
    "existiert bereits",
    "bereits vorhanden",
)


def raise_for_status(answer: Answer, sent: Mapping[str, Any]) -> None:
    """Return for 2xx; raise the `RemoteError` that status and text stand for otherwise. `sent` is the body that was.

    A 401 is CredentialsRejected here: the token has been renewed before.
    """
    away = not_signed_in(answer)
    if away is not None:
        raise away
    if not answer.ok:
        raise system_failure(answer) or _own_failure(answer, sent)


def not_signed_in(answer: Answer) -> RemoteError | None:
    """SystemDown if the text says that the firm is not connected at the moment, with whatever status; else None."""
    if "nicht angemeldet" not in answer.text.lower():
        return None
    if answer.ok and isinstance(parsed_or_none(answer), dict | list):
        return None  # a record, in whose values anything may stand
    return failure(answer, SystemDown, "not_signed_in")


def token_failure(answer: Answer) -> RemoteError | None:
    """What an answer to a token request complains of, None if it is to be read as a token."""
    text = answer.text.lower()
    if "falscher name oder falsches kennwort" in text:
        return failure(answer, CredentialsRejected, "credentials_rejected")
    away = not_signed_in(answer)
    if away is not None or answer.ok:
        return away
    if "freigeschaltet" in text or "nicht registriert" in text:
        return failure(answer, CredentialsRejected, "not_enabled")
    if answer.status in (401, 403):
        return failure(answer, CredentialsRejected, "credentials_rejected")
    return system_failure(answer) or failure(answer, SystemDown, "token_refused")


def _own_failure(answer: Answer, sent: Mapping[str, Any]) -> RemoteError:
    request = answer.request
    if answer.status == 401:
        return failure(answer, CredentialsRejected, "credentials_rejected")
    if answer.status == 403:
        return refusal(answer, "forbidden")
    if answer.status == 404:
        return Gone(request.system, reason("not_found", system=request.system, status=404), call=request.kind)
    text = _without_values(answer.text, sent.values())
    field = _named(text, sent)
    words = next((words for words in SAFE_WORDS if words.lower() in text.lower()), "")
    return refusal(answer, "refused_value" if field else "refused", field=field, words=words)


def _named(text: str, keys: Iterable[str]) -> str:
    """The one of `keys` that `text` names; "" if it names none, or several."""
    named = [key for key in keys if re.search(rf"\b{re.escape(key)}\b", text, re.IGNORECASE)]
    return named[0] if len(named) == 1 else ""


def _without_values(text: str, values: Iterable[Any]) -> str:
    # A text may repeat what was sent, and that may contain the name of a field.
    for value in values:
        if isinstance(value, str) and len(value) > 2:
            text = text.replace(value, " ")
    return text
