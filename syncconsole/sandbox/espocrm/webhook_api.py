"""Managing webhook subscriptions over the API (recording 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from syncconsole.sandbox.espocrm.access import check_webhook_scope
from syncconsole.sandbox.espocrm.errors import ApiError, validation_failure
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE
from syncconsole.sandbox.espocrm.listing import parsed
from syncconsole.sandbox.espocrm.records import ATTRIBUTES
from syncconsole.sandbox.espocrm.users import USERS, User
from syncconsole.sandbox.espocrm.webhook_events import EVENTS, field_attributes
from syncconsole.sandbox.espocrm.webhooks import Subscription
from syncconsole.sandbox.messages import Request, Response, json_response

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm

_PORTS = {"http": 80, "https": 443}


def handle_webhook(crm: EspoCrm, request: Request, user: User, webhook_id: str | None) -> Response:
    """Answer a request on ``Webhook``; an API user sees only its own.

    Raises:
        ApiError: 400 for an internal receiver, 403 for an unknown event or a role without the right, 404 for an
            unknown id.
    """
    check_webhook_scope(user)
    if webhook_id is None:
        return _collection(crm, request, user)
    known = crm.webhooks.subscriptions
    if webhook_id not in known or (user.kind == "api" and known[webhook_id].owner != user.id):
        raise ApiError(404, f"Record {webhook_id} {'does not exist' if request.method == 'GET' else 'not found'}.")
    if request.method == "DELETE":
        del known[webhook_id]
        crm.webhooks.drop(webhook_id)
        crm.revision += 1
        return json_response(True)
    if request.method in ("PUT", "PATCH"):
        _change(crm, known[webhook_id], request, user)
    return json_response(_complete(known[webhook_id]))


def _collection(crm: EspoCrm, request: Request, user: User) -> Response:
    if request.method == "POST":
        created = _created(crm, request, user)
        missing = () if user.kind == "api" else ("userName",)
        return json_response({**_sparse(created), **dict.fromkeys(missing)}, 201)
    own = (found for found in crm.webhooks.subscriptions.values() if user.kind != "api" or found.owner == user.id)
    # Lists are ordered by the order of creation; that is the only order anybody needs here.
    rows = [_complete(subscription) for subscription in own]
    wanted = parsed(request.query).select
    if wanted is not None:
        always = {*wanted, "id", "createdAt", "createdById"}
        rows = [{name: value for name, value in row.items() if name in always} for row in rows]
    return json_response({"total": len(rows), "list": rows})


def _created(crm: EspoCrm, request: Request, user: User) -> Subscription:
    body: Any = request.json() or {}
    entity, _, event = str(body.get("event", "")).partition(".")
    event, _, field = event.partition(".")
    _check_event(entity, event, field)
    url = str(body.get("url", ""))
    _check_receiver(url, crm.options.webhook_allowed_addresses)
    secret = crm.new_id() + crm.new_id()[:15]
    # Whoever is no API user owns nothing: there is no "own" to skip.
    skip_own = bool(body.get("skipOwn")) and user.kind == "api"
    now = crm.now_text()
    created = Subscription(
        crm.new_id(), event, url, secret, skip_own, True, field or None, user.id, created_at=now, modified_at=now
    )
    crm.webhooks.subscribe(created)
    crm.revision += 1
    return created


def _check_event(entity: str, event: str, field: str) -> None:
    if entity != ENTITY_TYPE:
        raise ApiError(403, "Entity type is not available for Webhooks.")
    if event not in EVENTS or bool(field) != (event == "fieldUpdate"):
        raise ApiError(403, "Not supported event.")
    if field and not set(field_attributes(field)) <= set(ATTRIBUTES):
        raise ApiError(403, "Field does not exist.")


def _check_receiver(url: str, allowed: list[str] | None) -> None:
    """Every receiver counts as internal here: the sandbox asks no DNS."""
    target = urlsplit(url)
    address = f"{target.hostname}:{target.port or _PORTS.get(target.scheme, 0)}"
    if allowed is not None and address not in allowed:
        raise validation_failure("Webhook", "url", "notInternal")


def _change(crm: EspoCrm, subscription: Subscription, request: Request, user: User) -> None:
    """Only address, activity and ``skipOwn`` can be changed; the rest is ignored without a word."""
    body: Any = request.json() or {}
    before = (subscription.url, subscription.skip_own, subscription.active)
    subscription.url = body.get("url", subscription.url)
    subscription.skip_own = body.get("skipOwn", subscription.skip_own)
    subscription.active = body.get("isActive", subscription.active)
    if before != (subscription.url, subscription.skip_own, subscription.active):
        subscription.modified_at, subscription.modified_by = crm.now_text(), user.id
    if not subscription.active:
        crm.webhooks.drop(subscription.id)
    crm.revision += 1


def _sparse(subscription: Subscription) -> dict[str, Any]:
    """The answer to a POST."""
    kind = subscription.event if subscription.field is None else f"fieldUpdate.{subscription.field}"
    return {
        "id": subscription.id,
        "deleted": False,
        "event": f"{ENTITY_TYPE}.{kind}",
        "url": subscription.url,
        "isActive": subscription.active,
        "entityType": ENTITY_TYPE,
        "type": subscription.event,
        "field": subscription.field,
        "secretKey": subscription.secret,
        "skipOwn": subscription.skip_own,
        "createdAt": subscription.created_at,
        "modifiedAt": subscription.modified_at,
        "createdById": subscription.owner,
        "createdByName": USERS[subscription.owner].name,
        "modifiedByName": USERS[subscription.modified_by].name if subscription.modified_by else None,
    }


def _complete(subscription: Subscription) -> dict[str, Any]:
    """A single read."""
    return {**_sparse(subscription), "description": None, "modifiedById": subscription.modified_by}
