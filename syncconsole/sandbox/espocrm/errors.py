"""EspoCRM's error answers, raised where they arise and turned into HTTP by ``api``."""

from __future__ import annotations

from typing import Any

from syncconsole.sandbox.messages import Response, json_response


class ApiError(Exception):
    """An answer other than success: a status, the ``X-Status-Reason`` (``None`` = no such header) and a body."""

    def __init__(
        self, status: int, reason: str | None = None, body: Any = None, content_type: str = "", allow: str = ""
    ) -> None:
        super().__init__(f"{status} {reason or ''}")
        self.status, self.reason, self.body, self.content_type, self.allow = status, reason, body, content_type, allow

    def response(self) -> Response:
        """The answer on the wire; without a body it is empty, as EspoCRM's is."""
        headers = {} if self.reason is None else {"X-Status-Reason": self.reason}
        headers |= {"Allow": self.allow} if self.allow else {}
        if self.body is not None:
            return json_response(self.body, self.status, headers)
        return Response(self.status, b"", {"Content-Type": self.content_type or "application/json", **headers})


def validation_failure(entity_type: str, field: str, kind: str) -> ApiError:
    """The 400 that names the first field that failed (recording 06)."""
    reason = f"Field validation failure; entityType: {entity_type}, field: {field}, type: {kind}."
    data = {"field": field, "type": kind}
    return ApiError(400, reason, {"messageTranslation": {"label": "validationFailure", "scope": None, "data": data}})


def unauthorized() -> ApiError:
    """401 as EspoCRM sends it: empty, text/html, no reason."""
    return ApiError(401, content_type="text/html; charset=UTF-8")


def locked_out() -> ApiError:
    """403 after too many failed logins: looks like ``unauthorized``, whatever the key (recording 13)."""
    return ApiError(403, content_type="text/html; charset=UTF-8")


def not_allowed(allow: str) -> ApiError:
    """405 for a method that has no route; ``allow`` lists those that have."""
    return ApiError(405, None, {"message": "405 Method Not Allowed"}, allow=allow)
