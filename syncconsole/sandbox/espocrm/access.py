"""Who may enter the simulated EspoCRM, what a role allows, and the lock-out after failed logins."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import Any

from syncconsole.sandbox import demo
from syncconsole.sandbox.espocrm.errors import ApiError, locked_out, unauthorized
from syncconsole.sandbox.espocrm.options import EspoCrmOptions
from syncconsole.sandbox.espocrm.users import API_USER, READER, STRANGER, USERS, User
from syncconsole.sandbox.messages import Request

FAILURES_ALLOWED = 10
FAILURE_WINDOW = timedelta(seconds=60)
ALL_RIGHTS = ["create", "read", "edit", "delete"]


class Access:
    """Checks ``X-Api-Key`` or a person's password, and counts failed logins by address."""

    def __init__(self) -> None:
        self._keys = {
            demo.ESPOCRM_API_KEY: API_USER,
            demo.ESPOCRM_READER_KEY: READER,
            demo.ESPOCRM_STRANGER_KEY: STRANGER,
        }
        self._failures: dict[str, deque[datetime]] = defaultdict(deque)

    def user(self, request: Request, now: datetime, lockout: bool) -> User:
        """The user of a request.

        Raises:
            ApiError: 401; 403 while the address is locked out, for good keys too.
        """
        if lockout and self._locked(request.client, now):
            raise locked_out()
        user = self._keys.get(request.header("x-api-key")) or _by_password(request.header("authorization"))
        if user is not None:
            return user
        if usable_scheme(request):
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


def usable_scheme(request: Request) -> bool:
    """Whether a request tried to sign in at all: a key, also an empty one, or basic authentication."""
    return "x-api-key" in request.headers or request.header("authorization").startswith("Basic ")


def rights_of(user: User, options: EspoCrmOptions) -> list[str]:
    """What a user may do with ``CBeteiligte``: the console's role is a switch, people may do all."""
    if user is API_USER:
        return options.rights
    return {READER: ["read"], STRANGER: []}.get(user, ALL_RIGHTS)


def check_webhook_scope(user: User) -> None:
    """Refuse whoever may not manage webhooks (recording 11).

    Raises:
        ApiError: 403.
    """
    if user.kind == "regular":
        raise ApiError(403, "No access to 'Webhook'.")
    if user in (READER, STRANGER):
        raise ApiError(403, "No create access.")


def _by_password(authorization: str) -> User | None:
    scheme, _, value = authorization.partition(" ")
    if scheme != "Basic":
        return None
    try:
        name, _, password = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if demo.ESPOCRM_PASSWORDS.get(name) != password:
        return None
    return next(user for user in USERS.values() if user.user_name == name)


def _translation(label: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"messageTranslation": {"label": label, "scope": None, "data": data}}
