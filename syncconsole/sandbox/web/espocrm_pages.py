"""The web pages of the simulated EspoCrm."""

from __future__ import annotations

from typing import Any

from syncconsole.sandbox.messages import Request, Response, text_response
from syncconsole.sandbox.requestlog import RequestLog


class EspoCrmPages:
    """Lists and edits the parties of one EspoCrm."""

    def __init__(self, system: Any, log: RequestLog, other_url: str) -> None:
        self._system, self._log, self._other_url = system, log, other_url

    def handle(self, request: Request) -> Response:
        """Answer a page request."""
        return text_response("EspoCrm sandbox", 200)
