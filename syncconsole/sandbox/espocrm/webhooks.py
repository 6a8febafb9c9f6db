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

from syncconsole.sandbox.espocrm import webhook_events
from syncconsole.sandbox.espocrm.options import EspoCrmOptions
from syncconsole.sandbox.espocrm.users import API_USER, User

BATCH_SIZE = 50
SUBSCRIPTIONS_PER_RUN = 20
MAX_ATTEMPTS = 4
RETRIED = {401, 403, 404, 405, 408, 500, 503}
GONE = 410
NO_CONNECTION, TIMED_OUT, UNDELIVERABLE = 0, 408, -1
"""What stands for an answer where none came: refused or cut, too slow (treated as 408), never even tried."""


@dataclass
class Subscription:
    """One webhook of ``CBeteiligte``: ``event`` is create, update, delete or fieldUpdate (then of ``field``); times
    are UTC text."""

    id: str
    event: str
    url: str
    secret: str
    skip_own: bool = True
    active: bool = True
    field: str | None = None
    owner: str = API_USER.id
    created_at: str = ""
    modified_at: str = ""
    modified_by: str | None = None

    def suppresses(self, actor: User) -> bool:
        """Whether events of ``actor`` are its owner's own and skipped, or the subscription is switched off."""
        return not self.active or (self.skip_own and actor.id == self.owner)


@dataclass
class Item:
    """One event for one subscription; ``due`` is ISO 8601 in UTC, ``taken`` after a queue run took the event up."""

    number: int
    subscription: str
    payload: dict[str, Any]
    due: str
    attempts: int = 0
    event: int = 0
    taken: bool = False


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
        self._number, self._events = 0, 0

    def clear(self) -> None:
        """Drop all pending events."""
        self.pending, self.failed = [], []

    def subscribe(self, subscription: Subscription) -> None:
        """Add or replace a subscription."""
        self.subscriptions[subscription.id] = subscription

    def created(self, sparse: dict[str, Any], written: dict[str, Any], actor: User) -> None:
        """Queue a create event: ``sparse`` is the answer to the POST, ``written`` the Data arrays as sent."""
        self._events += 1
        self._queue("create", webhook_events.created(sparse, written), actor)

    def updated(
        self, record_id: str, event: dict[str, Any], after: dict[str, Any], new_modifier: bool, actor: User
    ) -> None:
        """Queue an update event, and one for each subscribed field; the modifier is named only if another one was
        before."""
        self._events += 1
        who = {"modifiedById": actor.id, "modifiedByName": actor.name} if new_modifier else {}
        self._queue("update", {**event, **who, "id": record_id}, actor)
        for subscription in self._subscribers("fieldUpdate", actor):
            payload = webhook_events.field_updated(subscription.field or "", record_id, event, after)
            if payload is not None:
                self._append(subscription, payload)

    def deleted(self, record_id: str, actor: User) -> None:
        """Queue a delete event."""
        self._events += 1
        self._queue("delete", {"id": record_id}, actor)

    def drop(self, subscription_id: str) -> None:
        """Forget the pending items of a subscription."""
        self.pending = [item for item in self.pending if item.subscription != subscription_id]

    def _subscribers(self, event: str, actor: User) -> list[Subscription]:
        known = self.subscriptions.values()
        return [found for found in known if found.event == event and not found.suppresses(actor)]

    def _queue(self, event: str, payload: dict[str, Any], actor: User) -> None:
        for subscription in self._subscribers(event, actor):
            self._append(subscription, payload)

    def _append(self, subscription: Subscription, payload: dict[str, Any]) -> None:
        self._number += 1
        due = self._now().isoformat()
        self.pending.append(Item(self._number, subscription.id, payload, due, event=self._events))

    def due(self, now: datetime) -> list[Delivery]:
        """The requests of one queue run: it takes up some events, then serves at most 20 subscriptions, each with one
        batch of at most 50 due items, in order."""
        self._take_up_events()
        ready = [item for item in self.pending if item.taken and datetime.fromisoformat(item.due) <= now]
        deliveries = []
        for subscription in self.subscriptions.values():
            items = [item for item in ready if item.subscription == subscription.id][:BATCH_SIZE]
            if items and subscription.active:
                deliveries.append(self._delivery(subscription, items))
        return deliveries[:SUBSCRIPTIONS_PER_RUN]

    def _take_up_events(self) -> None:
        waiting = sorted({item.event for item in self.pending if not item.taken})
        chosen = set(waiting[: self._options.webhook_events_per_run or None])
        for item in self.pending:
            item.taken = item.taken or item.event in chosen

    def _delivery(self, subscription: Subscription, items: list[Item]) -> Delivery:
        body = encoded([item.payload for item in items])
        headers = {"Content-Type": "application/json", **signatures(subscription.id, subscription.secret, body)}
        return Delivery(subscription, subscription.url, body, headers, tuple(items))

    def answered(self, delivery: Delivery, status: int, now: datetime) -> str:
        """Record the receiver's answer and return ``done``, ``retry``, ``dropped`` or ``gone``."""
        outcome = self._outcome(status)
        numbers = {item.number for item in delivery.items}
        if outcome == "gone":
            self.subscriptions.pop(delivery.subscription.id, None)
            self.drop(delivery.subscription.id)
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
        if status == NO_CONNECTION:
            return "retry" if self._options.version == "9.3" else "dropped"
        return "retry" if status in RETRIED else "dropped"

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
            "events": self._events,
        }

    def load(self, state: dict[str, Any]) -> None:
        """The inverse of ``dump``; preset subscriptions that exist already keep their present target."""
        for item in state["subscriptions"]:
            self.subscriptions.setdefault(item["id"], Subscription(**item))
        self.pending = [Item(**item) for item in state["pending"]]
        self._number, self._events = state["number"], state.get("events", state["number"])
