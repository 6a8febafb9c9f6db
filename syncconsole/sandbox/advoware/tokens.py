"""The security gateway: token requests with an HMAC signature, and the tokens it gave out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from syncconsole.sandbox import demo
from syncconsole.sandbox.advoware.errors import ApiError
from syncconsole.sandbox.advoware.options import AdvowareOptions

_FIELDS = (
    "AppID",
    "Kanzlei",
    "Database",
    "User",
    "Role",
    "Product",
    "Password",
    "Nonce",
    "HMAC512Signature",
    "RequestTimeStamp",
)
_TIMESTAMP_WINDOW = timedelta(minutes=5)


def signature(api_key: str, product: object, app_id: str, nonce: str, timestamp: str) -> str:
    """Base64 of HMAC-SHA512 over ``product:app:nonce:timestamp``; ``api_key`` is base64 and is decoded first."""
    message = f"{product}:{app_id}:{nonce}:{timestamp}".encode()
    return base64.b64encode(hmac.new(base64.b64decode(api_key), message, hashlib.sha512).digest()).decode()


class TokenGateway:
    """Issues and checks tokens. Guarded by the lock of its Advoware."""

    def __init__(self, options: AdvowareOptions) -> None:
        self._options = options
        self._expirations: dict[str, datetime] = {}
        self._nonces: set[str] = set()
        self.issued = 0
        self._checked = 0

    def issue(self, body: Any, now: datetime) -> dict[str, Any]:
        """Check a token request and return the answer.

        Raises:
            ApiError: 400 for a missing field; 401 with one of the vendor's German texts; 503 while the firm's
                database is not signed in.
        """
        self._check(body, now)
        token = secrets.token_hex(32)
        expiration = now + timedelta(seconds=self._options.token_lifetime)
        self._expirations[token] = expiration
        self.issued += 1
        answer: dict[str, Any] = {"access_token": token, "token_type": "Bearer"}
        if self._options.token_expires_in:
            answer["expires_in"] = int(self._options.token_lifetime)
        else:
            answer["expiration_utc"] = expiration.strftime("%Y-%m-%dT%H:%M:%S.%f")
        return answer

    def check(self, authorization: str, now: datetime) -> None:
        """Check the header ``Authorization``.

        Raises:
            ApiError: 401 for a missing, unknown, revoked or expired token.
        """
        scheme, _, token = authorization.partition(" ")
        self._checked += 1
        if self._options.revoke_every and self._checked % self._options.revoke_every == 0:
            self.revoke()
        expiration = self._expirations.get(token)
        if scheme != "Bearer" or expiration is None or expiration <= now:
            raise ApiError(401, "Das Zugriffstoken ist ungültig oder abgelaufen.")

    def revoke(self) -> None:
        """Make every token given out so far invalid."""
        self._expirations.clear()

    def _check(self, body: Any, now: datetime) -> None:
        if not isinstance(body, dict):
            raise ApiError(400, "Die Anforderung ist ungültig.")
        for name in _FIELDS:
            if body.get(name) in (None, ""):
                raise ApiError(400, f"Das Feld {name} fehlt.")
        self._check_application(body)
        self._check_replay(body, now)
        if self._options.not_signed_in:
            raise ApiError(503, f"Die Kanzlei {body['Kanzlei']} ist nicht angemeldet.")
        self._check_firm(body)

    def _check_application(self, body: dict[str, Any]) -> None:
        if body["AppID"] != demo.ADVOWARE_APP_ID:
            raise ApiError(401, "Die Anwendung ist nicht registriert.")
        if str(body["Product"]) != str(demo.ADVOWARE_PRODUCT_ID) or str(body["Role"]) != str(demo.ADVOWARE_ROLE):
            raise ApiError(401, "Das Produkt ist für diesen Mitarbeiter nicht freigeschaltet.")
        expected = signature(
            demo.ADVOWARE_API_KEY, body["Product"], body["AppID"], str(body["Nonce"]), str(body["RequestTimeStamp"])
        )
        if not hmac.compare_digest(expected, str(body["HMAC512Signature"])):
            raise ApiError(401, "Die Signatur der Anforderung ist ungültig.")

    def _check_firm(self, body: dict[str, Any]) -> None:
        if (body["Kanzlei"], body["Database"]) != (demo.ADVOWARE_KANZLEI, demo.ADVOWARE_DATABASE):
            raise ApiError(401, "Die Kanzlei ist nicht registriert.")
        if (body["User"], body["Password"]) != (demo.ADVOWARE_USER, demo.ADVOWARE_PASSWORD):
            raise ApiError(401, "Falscher Name oder falsches Kennwort.")

    def _check_replay(self, body: dict[str, Any], now: datetime) -> None:
        if self._options.token_checks_nonce and body["Nonce"] in self._nonces:
            raise ApiError(401, "Die Nonce wurde bereits verwendet.")
        self._nonces.add(str(body["Nonce"]))
        if self._options.token_checks_timestamp and not _recent(str(body["RequestTimeStamp"]), now):
            raise ApiError(401, "Der Zeitstempel der Anforderung ist abgelaufen.")


def _recent(text: str, now: datetime) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and abs(moment - now) <= _TIMESTAMP_WINDOW
