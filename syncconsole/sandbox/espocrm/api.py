"""EspoCRM's HTTP interface: routes, authentication, and the shape of answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from syncconsole.sandbox.espocrm import application, listing
from syncconsole.sandbox.espocrm.access import rights_of, usable_scheme
from syncconsole.sandbox.espocrm.errors import ApiError, not_allowed
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE
from syncconsole.sandbox.espocrm.user_api import handle_user
from syncconsole.sandbox.espocrm.users import User
from syncconsole.sandbox.espocrm.webhook_api import handle_webhook
from syncconsole.sandbox.messages import Request, Response, json_response, text_response

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm

_ROOT = "/api/v1"
_LONGEST_ADDRESS = 16_000
_TOO_LONG = (
    "<html>\r\n<head><title>414 Request-URI Too Large</title></head>\r\n<body>\r\n<center><h1>414 Request-URI Too Large"
    "</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
)
_RIGHTS = {"GET": "read", "POST": "create", "PUT": "edit", "PATCH": "edit", "DELETE": "delete"}
_COLLECTION_METHODS = "GET, POST"
_ROUTE = re.compile(rf"{_ROOT}/(?P<entity>[A-Za-z]+)(?:/(?P<id>[^/]+))?(?:/(?P<rest>.+))?$")


def answer(crm: EspoCrm, request: Request) -> Response:
    """Answer one request; errors become EspoCRM's error answers."""
    if len(request.path) + len(request.query) > _LONGEST_ADDRESS:
        # The web server's limit: the recorded 9 kB passed, 24 kB did not.
        return text_response(_TOO_LONG, 414, "text/html")
    try:
        user = crm.access.user(request, crm.clock.now(), crm.options.lockout)
    except ApiError as error:
        return _login_refused(error, request)
    try:
        response = _route(crm, request, user)
    except ApiError as error:
        response = error.response()
    response.user = user.user_name
    return response


def _login_refused(error: ApiError, request: Request) -> Response:
    response = error.response()
    # EspoCRM asks for basic authentication only if no usable scheme was sent (recording 01).
    if error.status == 401 and not usable_scheme(request):
        response.headers["WWW-Authenticate"] = 'Basic realm=""'
    return response


def _route(crm: EspoCrm, request: Request, user: User) -> Response:
    if request.path.rstrip("/") == _ROOT:
        return json_response("EspoCRM REST API")
    match = _ROUTE.match(request.path)
    if not match:
        raise ApiError(404)
    entity, record_id, rest = match["entity"], match["id"], match["rest"]
    if entity == ENTITY_TYPE:
        return _beteiligte(crm, request, user, record_id, rest)
    if entity in _OTHERS:
        return _OTHERS[entity](crm, request, user, record_id)
    raise ApiError(404, f"Controller '{entity}' does not exist.")


def _beteiligte(crm: EspoCrm, request: Request, user: User, record_id: str | None, rest: str | None) -> Response:
    if record_id == "action":
        return _action(crm, request, user, rest)
    if record_id is None and request.method not in ("GET", "POST"):
        return _no_such_route(request)
    right = _RIGHTS.get(request.method, "read")
    if right not in rights_of(user, crm.options):
        raise ApiError(403, f"No {right} access.")
    if record_id is None:
        return _collection(crm, request, user)
    if rest is not None:
        return _related(crm, request, user, record_id, rest)
    if request.method == "GET":
        return json_response(crm.read(record_id, with_deleted=user.kind == "admin"))
    if request.method in ("PUT", "PATCH"):
        version = request.header("x-version-number")
        return json_response(crm.update(record_id, body_of(request), user, version))
    if request.method == "DELETE":
        crm.delete(record_id, user)
        return json_response(True)
    raise not_allowed("GET, PUT, PATCH, DELETE")


def _no_such_route(request: Request) -> Response:
    """What a method without a route is answered (recordings 01 and 13): OPTIONS gets 200, HEAD is taken for a GET."""
    if request.method == "HEAD":
        raise ApiError(404, f"Action HEAD 'list' does not exist in controller '{ENTITY_TYPE}'.")
    refusal = not_allowed(_COLLECTION_METHODS).response()
    refusal.status = 200 if request.method == "OPTIONS" else refusal.status
    return refusal


def _collection(crm: EspoCrm, request: Request, user: User) -> Response:
    if request.method == "POST":
        skip = request.header("x-skip-duplicate-check").lower() in ("true", "1")
        return json_response(crm.create(body_of(request), user, check_duplicates=not skip))
    params = listing.parsed(request.query, user.id)
    rows = (crm.row(record) for record in crm.living())
    no_total = request.header("x-no-total").lower() == "true"
    return json_response(listing.page(rows, params, crm.clock.now(), no_total, crm.options.version))


def _related(crm: EspoCrm, request: Request, user: User, record_id: str, name: str) -> Response:
    record = crm.record(record_id)
    if name == "subscription" and request.method == "PUT":
        record.followers = [*record.followers, *({user.id} - set(record.followers))]
        return json_response(True)
    if name != "stream" or request.method != "GET":
        raise ApiError(400, "")
    notes = [note for note in crm.notes.posted if note.get("parentId") == record_id]
    return json_response({"total": len(notes), "list": notes[::-1]})


def _action(crm: EspoCrm, request: Request, user: User, name: str | None) -> Response:
    if name != "restoreDeleted" or request.method != "POST":
        raise ApiError(404, f"Action {request.method} '{name}' does not exist in controller '{ENTITY_TYPE}'.")
    if user.kind != "admin":
        raise ApiError(403, "")
    crm.restore(str(body_of(request).get("id", "")))
    return json_response(True)


def body_of(request: Request) -> dict[str, Any]:
    """The attributes of a write. Another content type, an empty body or a body that is no object changes nothing.

    Raises:
        ApiError: 500 for broken JSON.
    """
    if request.header("content-type").partition(";")[0].strip() != "application/json":
        return {}
    try:
        body = request.json()
    except ValueError:
        raise ApiError(500) from None
    return body if isinstance(body, dict) else {}


def _note(crm: EspoCrm, request: Request, user: User, record_id: str | None) -> Response:
    if request.method != "POST":
        raise ApiError(403, "No read access.")
    return json_response(crm.notes.post(crm, body_of(request), user))


def _notification(crm: EspoCrm, request: Request, user: User, record_id: str | None) -> Response:
    if request.method != "POST":
        return json_response({"total": -2, "list": []})
    return json_response(crm.notes.notify(crm, body_of(request), user))


def _task(crm: EspoCrm, request: Request, user: User, record_id: str | None) -> Response:
    raise ApiError(403, "No create access.")


def _mass_action(crm: EspoCrm, request: Request, user: User, record_id: str | None) -> Response:
    raise ApiError(403, "No mass-update permission.", content_type="text/html; charset=UTF-8")


_OTHERS: dict[str, Callable[[EspoCrm, Request, User, str | None], Response]] = {
    "App": application.app,
    "Metadata": application.metadata,
    "OpenApi": application.open_api,
    "User": handle_user,
    "Note": _note,
    "Notification": _notification,
    "Task": _task,
    "MassAction": _mass_action,
    "Webhook": handle_webhook,
}
