"""No credential and nothing that people typed stands in logs, errors, job arguments or messages (I16)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from syncconsole.sandbox import demo

TYPED = re.compile(
    r"Muster ?\d+|\bVor\d+|HRB \d+|kontakt\d+|23125\d{3}|23125 ?/|\b19[5-9]\d-\d\d-\d\d|Notiz \d+|Tischlermeister"
)
SECRETS = (
    demo.ESPOCRM_API_KEY,
    demo.ADVOWARE_API_KEY,
    demo.ADVOWARE_PASSWORD,
    *(secret for _, secret in demo.WEBHOOKS.values()),
)
TEXTS = {
    "attempts": "SELECT calls, error, decision, who, job_id FROM beteiligte_beteiligteattempt",
    "parties": "SELECT error, hold ->> 'code', hold ->> 'params', problems, answers FROM beteiligte_beteiligte",
    "messages": "SELECT key, code, params FROM syncconsole_message",
    "systems": "SELECT down_reason, streak FROM syncconsole_systemstate",
}


class Captured(logging.Handler):
    """All that the console logs, with the tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))


@contextmanager
def captured_log() -> Iterator[list[str]]:
    """All lines that are logged inside."""
    handler, root = Captured(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def broken(logged: Iterable[str], arguments: Iterable[str], tokens: Iterable[str]) -> Iterator[str]:
    """Every place where something stands that must not; `tokens`: those that Advoware has given out."""
    secrets = (*SECRETS, *tokens)
    for where, text in (*(("the log", line) for line in logged), *(("a job", one) for one in arguments), *_stored()):
        found = TYPED.search(text)
        if found:
            yield f"I16: {where} names {found[0]!r}: {text[:300]}"
        if any(secret in text for secret in secrets):
            yield f"I16: {where} names a credential: {text[:300]}"


def _stored() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for where, sql in TEXTS.items():
            cursor.execute(sql)
            for row in cursor.fetchall():
                yield where, " ".join(str(column) for column in row if column is not None)
