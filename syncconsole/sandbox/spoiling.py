"""Answers that are spoilt on their way: too large, with keys that stand twice, cut off, or dribbling."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from syncconsole.sandbox.faults import Fault
from syncconsole.sandbox.messages import Response

SECOND_VALUE = "doppelt"
"""What the second one of two equal keys says."""

_MEGABYTE = 1024 * 1024
_PIECE = 64 * 1024


def spoilt(response: Response, fault: Fault) -> Response:
    """The answer with another body, where the fault wants one."""
    if fault.duplicate_keys:
        response = replace(response, body=_with_every_text_twice(response.body))
    if fault.huge_mb:
        # Blanks before a JSON value change nothing: it is too large, not wrong.
        response = replace(response, body=b" " * (fault.huge_mb * _MEGABYTE) + response.body)
    return response


def pieces(body: bytes, fault: Fault | None) -> Iterator[bytes]:
    """What of a body is sent, piece by piece: a cut-off one ends early, a dribbling one comes byte by byte."""
    sent = body[: len(body) // 2] if fault and fault.truncate else body
    size = 1 if fault and fault.dribble else _PIECE
    for start in range(0, len(sent), size):
        yield sent[start : start + size]


def _with_every_text_twice(body: bytes) -> bytes:
    value = json.loads(body)
    return _encoded(value).encode()


def _encoded(value: Any) -> str:
    if isinstance(value, list):
        return f"[{','.join(map(_encoded, value))}]"
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    members = [f"{json.dumps(name)}:{_encoded(member)}" for name, member in value.items()]
    texts = (name for name, member in value.items() if isinstance(member, str))
    members += [f"{json.dumps(name)}:{json.dumps(SECOND_VALUE)}" for name in texts]
    return "{" + ",".join(members) + "}"
