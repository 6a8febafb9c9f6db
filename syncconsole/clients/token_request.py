"""Advoware's token request: its body, its signature and what its answer gives, as the vendor's own connectors do it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable

from syncconsole import clock
from syncconsole.clients.access import AdvoSettings
from syncconsole.clients.advoware_answers import token_failure
from syncconsole.clients.answers import an_object, failure, parsed, unreadable
from syncconsole.clients.http import Answer, Request
from syncconsole.clients.limits import down
from syncconsole.clients.token import Token, token_from
from syncconsole.sync.errors import ADVOWARE, RemoteError, SystemDown


def fetch_token(settings: AdvoSettings, gateway: str, call: Callable[[Request], Answer]) -> Token:
    """A new token from the security gateway at `gateway`; `call` makes the request.

    Raises CredentialsRejected for a wrong password or an app that is not enabled, and SystemDown for everything else,
    since without a token nothing goes; also for one that is about to end (a clock is wrong then).
    """
    try:
        return _understood(call(_request(settings, gateway)), settings.token_lifetime)
    except RemoteError as error:
        raise down(error) from None


def _request(settings: AdvoSettings, gateway: str) -> Request:
    return Request(
        system=ADVOWARE,
        method="POST",
        url=f"{gateway}/api/v1/Token",
        kind="POST Token",
        purpose="token",
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        body=_body(settings),
    )


def _understood(answer: Answer, lifetime: float) -> Token:
    problem = token_failure(answer)
    if problem is not None:
        raise problem
    token = token_from(an_object(answer, parsed(answer)), lifetime)
    if token is None:
        raise unreadable(answer)
    if not token.usable():
        raise failure(answer, SystemDown, "token_expires_too_soon")
    return token


def _body(settings: AdvoSettings) -> bytes:
    nonce = str(uuid.uuid4())
    stamp = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {
        "AppID": settings.app_id,
        "Kanzlei": settings.kanzlei,
        "Database": settings.database,
        "User": settings.user,
        "Role": settings.role,
        "Product": settings.product_id,
        "Password": settings.password,
        "Nonce": nonce,
        "HMAC512Signature": signature(settings.api_key, settings.product_id, settings.app_id, nonce, stamp),
        "RequestTimeStamp": stamp,
    }
    return json.dumps(body).encode()


def signature(api_key: str, product_id: int, app_id: str, nonce: str, stamp: str) -> str:
    """Base64 of the HMAC-SHA512 over `product:app:nonce:stamp` with the decoded `api_key` (base64)."""
    message = f"{product_id}:{app_id}:{nonce}:{stamp}".encode()
    return base64.b64encode(hmac.digest(base64.b64decode(api_key), message, hashlib.sha512)).decode()
