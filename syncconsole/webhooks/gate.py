"""No part of the console may answer EspoCRM in a way that loses a delivery (rules 5)."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

WEBHOOKS = "/webhooks/"

# After these EspoCRM tries again. It drops a delivery after any other code, deletes the webhook after a 410 and takes
# a redirect for delivered. 413 is meant so: the delivery would be too large the next time as well.
REPEATED = frozenset({401, 403, 404, 405, 408, 500, 503})
TOO_LARGE = 413


class WebhookGate:
    """Middleware, the first of all: turns a code that would lose a delivery into 503, and a foreign Host too.

    Everything outside `/webhooks/` passes as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if not request.path_info.startswith(WEBHOOKS):
            return self._get_response(request)
        try:
            request.get_host()  # Django's own answer would be 400
        except DisallowedHost:
            return _try_again()
        response = self._get_response(request)
        kept = 200 <= response.status_code < 300 or response.status_code in REPEATED | {TOO_LARGE}
        return response if kept else _try_again()


def _try_again() -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": "60"})
