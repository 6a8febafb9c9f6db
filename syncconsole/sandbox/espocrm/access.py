"""Who may enter the simulated EspoCRM: API keys, the lock-out after failed logins, and refused links."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import Any

from syncconsole.sandbox import demo
from syncconsole.sandbox.espocrm.errors import ApiError, locked_out, unauthorized
from syncconsole.sandbox.espocrm.users import API_USER, User
from syncconsole.sandbox.messages import Request

FAILURES_ALLOWED = 10
FAILURE_WINDOW = timedelta(seconds=60)


class Access:
    """Checks ``X-Api-Key`` and counts failed logins by address."""

    def __init__(self) -> None:
        self.api_key = demo.ESPOCRM_API_KEY
        self._failures: dict[str, deque[datetime]] = defaultdict(deque)

    def user(self, request: Request, now: datetime, lockout: bool) -> User:
        """The user of a request.

        Raises:
            ApiError: 401; 403 while the address is locked out, for good keys too.
        """
        if lockout and self._locked(request.client, now):
            raise locked_out()
        if request.header("x-api-key") == self.api_key:
            return API_USER
        self._failures[request.client].append(now)
        raise unauthorized()

    def unlock(self) -> None:
        """Forget all failed logins."""
        self._failures.clear()

    def refuse_user_link(self, entity_type: str, link: str) -> None:
        """Refuse a link to a user whom the role may not read.

        Raises:
            ApiError: 403, always.
        """
        data = {"foreignEntityType": "User", "action": "read"}
        body: Any = {"messageTranslation": {"label": "cannotRelateForbidden", "scope": None, "data": data}}
        raise ApiError(403, f"No foreign record access for link operation ({entity_type}:{link}).", body)

    def _locked(self, client: str, now: datetime) -> bool:
        failures = self._failures[client]
        while failures and now - failures[0] > FAILURE_WINDOW:
            failures.popleft()
        return len(failures) > FAILURES_ALLOWED
