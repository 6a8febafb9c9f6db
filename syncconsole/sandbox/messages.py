"""The two values that pass between the HTTP shell and a simulated system."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """One HTTP request as a model sees it: header names lower-cased, ``query`` still encoded."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = "127.0.0.1"

    def header(self, name: str, default: str = "") -> str:
        """The value of a header, whatever its case; ``default`` if it is missing."""
        return self.headers.get(name.lower(), default)

    def parameters(self) -> dict[str, str]:
        """The decoded query as a flat mapping; of a repeated name the last one counts."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def json(self) -> Any:
        """The decoded body; ``None`` when it is empty.

        Raises:
            ValueError: the body is not JSON.
        """
        return json.loads(self.body) if self.body.strip() else None


@dataclass
class Response:
    """One HTTP answer; ``user`` tells the request log who was authenticated and is never sent."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    user: str | None = None


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An ``application/json`` answer with ``value`` as its body."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, {"Content-Type": "application/json", **(headers or {})})


def text_response(text: str, status: int, content_type: str = "text/plain; charset=utf-8") -> Response:
    """An answer of plain text (or of ``content_type``)."""
    return Response(status, text.encode(), {"Content-Type": content_type})
