"""The web pages of the simulated Advoware."""

from __future__ import annotations

from typing import Any

from syncconsole.sandbox.messages import Request, Response, text_response
from syncconsole.sandbox.requestlog import RequestLog


class AdvowarePages:
    """Lists and edits the parties of one Advoware."""

    def __init__(self, system: Any, log: RequestLog, other_url: str) -> None:
        self._system, self._log, self._other_url = system, log, other_url

    def handle(self, request: Request) -> Response:
        """Answer a page request."""
        return text_response("Advoware sandbox", 200)
