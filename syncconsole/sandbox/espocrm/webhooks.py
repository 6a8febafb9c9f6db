"""Webhook subscriptions and the queue of events (recordings 11 and 12). No HTTP in here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from syncconsole.sandbox.espocrm.options import EspoCrmOptions
from syncconsole.sandbox.espocrm.users import API_USER, User

BATCH_SIZE = 50
MAX_ATTEMPTS = 4
RETRIED = {0, 401, 403, 404, 405, 408, 500, 503}
GONE = 410
_NOT_IN_CREATE_EVENTS = {
    "createdByName",
    "modifiedByName",
    "assignedUserName",
    "teamsIds",
    "teamsNames",
    "followersIds",
    "followersNames",
    "emailAddressData",
    "phoneNumberData",
    "versionNumber",
}


@dataclass
class Subscription:
    """One webhook: ``event`` is create, update or delete of ``CBeteiligte``."""

    id: str
    event: str
    url: str
    secret: str
    skip_own: bool = True
    active: bool = True


@dataclass
class Item:
    """One event for one subscription; ``due`` is ISO 8601 in UTC."""

    number: int
    subscription: str
    payload: dict[str, Any]
    due: str
    attempts: int = 0


@dataclass(frozen=True)
class Delivery:
    """One request to send: the raw body with its headers, and the items it carries."""

    subscription: Subscription
    url: str
    body: bytes
    headers: dict[str, str]
    items: tuple[Item, ...]


def signatures(webhook_id: str, secret: str, body: bytes) -> dict[str, str]:
    """The headers ``Signature`` (hexadecimal digest) and ``X-Signature`` (legacy: raw digest) over the raw body."""
    mac = hmac.new(secret.encode(), body, hashlib.sha256)
    prefix = f"{webhook_id}:".encode()
    return {
        "Signature": base64.b64encode(prefix + mac.hexdigest().encode()).decode(),
        "X-Signature": base64.b64encode(prefix + mac.digest()).decode(),
    }


def encoded(payloads: list[dict[str, Any]]) -> bytes:
    """The body as PHP writes it: ASCII, slashes escaped, no blanks."""
    return json.dumps(payloads, separators=(",", ":")).replace("/", "\\/").encode()


class WebhookQueue:
    """Subscriptions and pending items. Guarded by the lock of its EspoCRM."""

    def __init__(self, options: EspoCrmOptions, now: Callable[[], datetime]) -> None:
        self._options, self._now = options, now
        self.subscriptions: dict[str, Subscription] = {}
        self.pending: list[Item] = []
        self.failed: list[Item] = []
        self._number = 0

    def clear(self) -> None:
        """Drop all pending events."""
        self.pending, self.failed = [], []

    def subscribe(self, subscription: Subscription) -> None:
        """Add or replace a subscription."""
        self.subscriptions[subscription.id] = subscription

    def created(self, sparse: dict[str, Any], written: dict[str, Any], actor: User) -> None:
        """Queue a create event: the attributes as set at save time, the Data arrays as ``written``."""
        payload = {name: value for name, value in sparse.items() if name not in _NOT_IN_CREATE_EVENTS}
        if payload.get("emailAddress"):
            payload["emailAddress"] = payload["emailAddress"].lower()
        payload.update({name: written[name] for name in ("emailAddressData", "phoneNumberData") if name in written})
        self._queue("create", payload, actor)

    def updated(self, record_id: str, event: dict[str, Any], new_modifier: bool, actor: User) -> None:
        """Queue an update event; the modifier is named only if another one was before."""
        who = {"modifiedById": actor.id, "modifiedByName": actor.name} if new_modifier else {}
        self._queue("update", {**event, **who, "id": record_id}, actor)

    def deleted(self, record_id: str, actor: User) -> None:
        """Queue a delete event."""
        self._queue("delete", {"id": record_id}, actor)

    def _queue(self, event: str, payload: dict[str, Any], actor: User) -> None:
        for subscription in self.subscriptions.values():
            own = subscription.skip_own and actor.id == API_USER.id
            if subscription.event == event and subscription.active and not own:
                self._number += 1
                self.pending.append(Item(self._number, subscription.id, payload, self._now().isoformat()))

    def due(self, now: datetime) -> list[Delivery]:
        """The requests of one queue run: per subscription one batch of at most 50 due items, in order."""
        limit = self._options.webhook_events_per_run or len(self.pending)
        ready = [item for item in self.pending if datetime.fromisoformat(item.due) <= now][:limit]
        deliveries = []
        for subscription in self.subscriptions.values():
            items = [item for item in ready if item.subscription == subscription.id][:BATCH_SIZE]
            if items and subscription.active:
                deliveries.append(self._delivery(subscription, items))
        return deliveries

    def _delivery(self, subscription: Subscription, items: list[Item]) -> Delivery:
        body = encoded([item.payload for item in items])
        headers = {"Content-Type": "application/json", **signatures(subscription.id, subscription.secret, body)}
        return Delivery(subscription, subscription.url, body, headers, tuple(items))

    def answered(self, delivery: Delivery, status: int, now: datetime) -> str:
        """Record the receiver's answer (0 = no connection) and return ``done``, ``retry``, ``dropped`` or ``gone``."""
        outcome = self._outcome(status)
        numbers = {item.number for item in delivery.items}
        if outcome == "gone":
            self.subscriptions.pop(delivery.subscription.id, None)
            self.pending = [item for item in self.pending if item.subscription != delivery.subscription.id]
        elif outcome == "retry":
            self._postpone(delivery, now)
        else:
            self.failed += delivery.items if outcome == "dropped" else ()
            self.pending = [item for item in self.pending if item.number not in numbers]
        return outcome

    def _outcome(self, status: int) -> str:
        if 200 <= status < 400:
            return "done"
        if status == GONE:
            return "gone"
        no_retry_when_refused = status == 0 and self._options.version != "9.3"
        return "retry" if status in RETRIED and not no_retry_when_refused else "dropped"

    def _postpone(self, delivery: Delivery, now: datetime) -> None:
        later = (now + timedelta(seconds=self._options.webhook_retry_seconds)).isoformat()
        for item in delivery.items:
            item.attempts, item.due = item.attempts + 1, later
        worn_out = [item for item in delivery.items if item.attempts >= MAX_ATTEMPTS]
        self.failed += worn_out
        self.pending = [item for item in self.pending if item not in worn_out]

    def dump(self) -> dict[str, Any]:
        """Subscriptions and queue as JSON."""
        return {
            "subscriptions": [asdict(subscription) for subscription in self.subscriptions.values()],
            "pending": [asdict(item) for item in self.pending],
            "number": self._number,
        }

    def load(self, state: dict[str, Any]) -> None:
        """The inverse of ``dump``; preset subscriptions that exist already keep their present target."""
        for item in state["subscriptions"]:
            self.subscriptions.setdefault(item["id"], Subscription(**item))
        self.pending = [Item(**item) for item in state["pending"]]
        self._number = state["number"]
