"""EspoCRM's webhook signatures, over the raw bytes of the body.

`Signature` is base64 of `webhookId:` and the hexadecimal HMAC-SHA256; `X-Signature`, which EspoCRM 11 gives up, has
the HMAC's bytes instead.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping


def signed_by(body: bytes, headers: Mapping[str, str], secrets: Mapping[str, str]) -> str | None:
    """The id of the webhook whose secret signed `body`, or None for a bad or missing signature.

    `secrets`: webhook id → secret. Neither an unknown id nor an empty secret ever signs. Compared in constant time.
    """
    for header, digest in (("Signature", _hexadecimal), ("X-Signature", _bytes)):
        webhook_id, given = _parts(headers.get(header, ""))
        secret = secrets.get(webhook_id, "")
        if secret and hmac.compare_digest(given, digest(secret.encode(), body)):
            return webhook_id
    return None


def claimed_id(headers: Mapping[str, str]) -> str:
    """The webhook id that a signature names, unproved; "" where there is none."""
    return _parts(headers.get("Signature", ""))[0] or _parts(headers.get("X-Signature", ""))[0]


def _parts(header: str) -> tuple[str, bytes]:
    try:
        webhook_id, _, digest = base64.b64decode(header, validate=True).partition(b":")
        return webhook_id.decode("ascii"), digest
    except ValueError:  # not base64, not ASCII
        return "", b""


def _hexadecimal(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, body, hashlib.sha256).hexdigest().encode()


def _bytes(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, body, hashlib.sha256)
