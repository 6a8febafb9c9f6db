"""Managing webhook subscriptions over the API (recording 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE
from syncconsole.sandbox.espocrm.webhooks import Subscription
from syncconsole.sandbox.messages import Request, Response, json_response

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm

_EVENTS = ("create", "update", "delete")


def handle_webhook(crm: EspoCrm, request: Request, webhook_id: str | None) -> Response:
    """Answer a request on ``Webhook``.

    Raises:
        ApiError: 403 for an unknown event, 404 for an unknown id, 405.
    """
    known = crm.webhooks.subscriptions
    if webhook_id is None:
        if request.method == "POST":
            return json_response(_json(_created(crm, request)), 201)
        rows = [_json(subscription) for subscription in known.values()]
        return json_response({"total": len(rows), "list": rows})
    if webhook_id not in known:
        raise ApiError(404, f"Record {webhook_id} {'does not exist' if request.method == 'GET' else 'not found'}.")
    if request.method == "DELETE":
        del known[webhook_id]
        crm.revision += 1
        return json_response(True)
    if request.method in ("PUT", "PATCH"):
        _change(crm, known[webhook_id], request)
    return json_response(_json(known[webhook_id]))


def _created(crm: EspoCrm, request: Request) -> Subscription:
    body: Any = request.json() or {}
    entity, _, event = str(body.get("event", "")).partition(".")
    if entity != ENTITY_TYPE:
        raise ApiError(403, "Entity type is not available for Webhooks.")
    if event not in _EVENTS:
        raise ApiError(403, "Not supported event.")
    secret = crm.new_id() + crm.new_id()[:15]
    created = Subscription(crm.new_id(), event, str(body.get("url", "")), secret, bool(body.get("skipOwn")))
    crm.webhooks.subscribe(created)
    crm.revision += 1
    return created


def _change(crm: EspoCrm, subscription: Subscription, request: Request) -> None:
    body: Any = request.json() or {}
    subscription.url = body.get("url", subscription.url)
    subscription.skip_own = body.get("skipOwn", subscription.skip_own)
    subscription.active = body.get("isActive", subscription.active)
    if not subscription.active:
        # Pending items of an inactive subscription are dropped for good.
        crm.webhooks.pending = [item for item in crm.webhooks.pending if item.subscription != subscription.id]
    crm.revision += 1


def _json(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "deleted": False,
        "event": f"{ENTITY_TYPE}.{subscription.event}",
        "url": subscription.url,
        "isActive": subscription.active,
        "entityType": ENTITY_TYPE,
        "type": subscription.event,
        "field": None,
        "secretKey": subscription.secret,
        "skipOwn": subscription.skip_own,
    }
