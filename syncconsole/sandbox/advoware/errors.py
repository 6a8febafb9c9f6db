"""Advoware's error answers: German plain text."""

from __future__ import annotations

from syncconsole.sandbox.messages import Response, text_response


class ApiError(Exception):
    """An answer other than success, with its German text."""

    def __init__(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {text}")
        self.status, self.text, self.headers = status, text, headers or {}

    def response(self) -> Response:
        """The answer on the wire."""
        response = text_response(self.text, self.status)
        response.headers.update(self.headers)
        return response


def not_found(bet_nr: object) -> ApiError:
    """The 404 for an unknown or deleted party."""
    return ApiError(404, f"Der Beteiligte mit der Nummer {bet_nr} wurde nicht gefunden.")


def forbidden_delete() -> ApiError:
    """The 403 for every DELETE over the interface."""
    return ApiError(403, "Das Löschen ist über diese Schnittstelle nicht erlaubt.")
