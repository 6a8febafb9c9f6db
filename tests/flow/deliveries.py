"""Deliveries as EspoCRM sends them, and two that a real EspoCRM 10.0.0 has sent (synthetic people, throw-away keys)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

WEBHOOK, SECRET = "6b050f966da4d281d", "d8d4f123bd3eeb7a24ba5ac2c09bff09"

RECORDED_BODY = (
    b'[{"name":"Walburga Webhook","firstName":"Walburga","modifiedById":"6b050944af17f2154",'
    b'"modifiedByName":"Max Mustermann","id":"6b050f973dcbb17f1"}]'
)
RECORDED_ID = "6b050f973dcbb17f1"
RECORDED_SIGNATURE = (
    "NmIwNTBmOTY2ZGE0ZDI4MWQ6MmM0MDg2MzdlZTVhNmQwM2ExNmZjYTZlOGM5YTJkMWY5YjEwMjdiMWYwZDlkMjhlMDM1OTI4NTc1YWMyOGE5Yg=="
)
RECORDED_LEGACY_SIGNATURE = "NmIwNTBmOTY2ZGE0ZDI4MWQ6LECGN+5abQOhb8pujJotH5sQJ7Hw2dKOA1koV1rCips="


def signature(body: bytes, webhook: str = WEBHOOK, secret: str = SECRET) -> str:
    """The value of `Signature`."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return base64.b64encode(f"{webhook}:{digest}".encode()).decode()


def deliver(body: Any, event: str = "update", *, path: str = "", **headers: str) -> HttpResponse:
    """Post a signed delivery as EspoCRM does; a body that is not bytes is sent as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client(raise_request_exception=False).post(
        path or f"/webhooks/espocrm/cbeteiligte/{event}/",
        data=raw,
        content_type="application/json",
        headers={"Signature": signature(raw), **headers},
    )
