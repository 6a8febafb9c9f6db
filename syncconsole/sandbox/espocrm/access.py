"""Who may enter the simulated EspoCRM: API keys, the lock-out after failed logins, and refused links."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import Any

from syncconsole.sandbox import demo
from syncconsole.sandbox.espocrm.errors import ApiError, locked_out, unauthorized
from syncconsole.sandbox.espocrm.users import API_USER, USERS, User
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

    def check_user_link(self, user_id: str, entity_type: str, link: str, may_read: bool) -> None:
        """Refuse a link to nobody, or to a user whom the role may not read (recordings 06 and 09).

        Raises:
            ApiError: 403.
        """
        data = {"foreignEntityType": "User"}
        if user_id not in USERS:
            reason = f"Can't relate with non-existing record. entity type: {entity_type}, link: {link}."
            raise ApiError(403, reason, _translation("cannotRelateNonExisting", data))
        if not may_read:
            reason = f"No foreign record access for link operation ({entity_type}:{link})."
            raise ApiError(403, reason, _translation("cannotRelateForbidden", {**data, "action": "read"}))

    def _locked(self, client: str, now: datetime) -> bool:
        failures = self._failures[client]
        while failures and now - failures[0] > FAILURE_WINDOW:
            failures.popleft()
        return len(failures) > FAILURES_ALLOWED


def _translation(label: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"messageTranslation": {"label": label, "scope": None, "data": data}}
