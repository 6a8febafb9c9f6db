"""EspoCRM's HTTP interface: routes, authentication, and the shape of answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from syncconsole.sandbox.espocrm import listing
from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE
from syncconsole.sandbox.espocrm.users import API_USER, USERS, User
from syncconsole.sandbox.espocrm.webhook_api import handle_webhook
from syncconsole.sandbox.messages import Request, Response, json_response, text_response

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm

_ROOT = "/api/v1"
_LONGEST_ADDRESS = 16_000
_TOO_LONG = "<html><head><title>414 Request-URI Too Large</title></head></html>"
_RIGHTS = {"GET": "read", "POST": "create", "PUT": "edit", "PATCH": "edit", "DELETE": "delete"}
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
    if error.status == 401 and "x-api-key" not in request.headers:
        response.headers["WWW-Authenticate"] = 'Basic realm=""'
    return response


def _route(crm: EspoCrm, request: Request, user: User) -> Response:
    if request.path.rstrip("/") == _ROOT:
        return _ok("EspoCRM REST API")
    match = _ROUTE.match(request.path)
    if not match:
        raise ApiError(404)
    entity, record_id, rest = match["entity"], match["id"], match["rest"]
    if entity == "App" and record_id == "user":
        return _ok({"user": _user_json(user, complete=True)})
    if entity == ENTITY_TYPE:
        return _beteiligte(crm, request, user, record_id, rest)
    if entity == "Webhook":
        return handle_webhook(crm, request, record_id)
    if entity in _SMALL:
        return _SMALL[entity](crm, request, record_id)
    raise ApiError(404, f"Controller '{entity}' does not exist.")


def _beteiligte(crm: EspoCrm, request: Request, user: User, record_id: str | None, rest: str | None) -> Response:
    if record_id == "action":
        return _action(request, rest)
    right = _RIGHTS.get(request.method, "read")
    if right not in crm.options.rights:
        raise ApiError(403, f"No {right} access.")
    if record_id is None:
        return _collection(crm, request, user)
    if rest is not None:
        return _related(crm, request, record_id, rest)
    if request.method == "GET":
        return _ok(crm.read(record_id))
    if request.method in ("PUT", "PATCH"):
        return _ok(crm.update(record_id, body_of(request), user, request.header("x-version-number")))
    if request.method == "DELETE":
        crm.delete(record_id, user)
        return _ok(True)
    raise _method_not_allowed()


def _collection(crm: EspoCrm, request: Request, user: User) -> Response:
    if request.method == "POST":
        skip = request.header("x-skip-duplicate-check").lower() in ("true", "1")
        return _ok(crm.create(body_of(request), user, check_duplicates=not skip))
    if request.method != "GET":
        raise _method_not_allowed()
    params = listing.parsed(request.query, user.id)
    rows = (crm.row(record) for record in crm.living())
    no_total = request.header("x-no-total").lower() == "true"
    return _ok(listing.page(rows, params, crm.clock.now(), no_total))


def _related(crm: EspoCrm, request: Request, record_id: str, name: str) -> Response:
    crm.record(record_id)
    if name != "stream" or request.method != "GET":
        raise ApiError(400, "")
    notes = [note for note in crm.notes.posted if note.get("parentId") == record_id]
    return _ok({"total": len(notes), "list": notes[::-1]})


def _action(request: Request, name: str | None) -> Response:
    if name == "restoreDeleted" and request.method == "POST":
        raise ApiError(403, "")
    raise ApiError(404, f"Action {request.method} '{name}' does not exist in controller '{ENTITY_TYPE}'.")


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


def _method_not_allowed() -> ApiError:
    return ApiError(405, None, {"message": "405 Method Not Allowed"})


def _ok(value: Any) -> Response:
    return json_response(value)


def _users(crm: EspoCrm, request: Request, record_id: str | None) -> Response:
    if request.method != "GET":
        raise ApiError(403, "No edit access.")
    if not crm.options.user_read_access:
        return _unreadable_users(record_id)
    if record_id is None:
        found = [_user_json(user) for user in USERS.values()]
        return _ok({"total": len(found), "list": found})
    if record_id not in USERS:
        raise ApiError(404, f"Record {record_id} does not exist.")
    return _ok(_user_json(USERS[record_id], complete=True))


def _unreadable_users(record_id: str | None) -> Response:
    """What a role without access to users sees: itself, and empty lists."""
    if record_id is None:
        return _ok({"total": 0, "list": []})
    if record_id == API_USER.id:
        return _ok(_user_json(API_USER, complete=True))
    raise ApiError(403, "No read access.")


def _user_json(user: User, complete: bool = False) -> dict[str, Any]:
    values = {"id": user.id, "name": user.name, "userName": user.user_name, "type": user.kind, "isActive": True}
    return {**values, "deleted": False, "emailAddress": None, "phoneNumber": None} if complete else values


def _note(crm: EspoCrm, request: Request, record_id: str | None) -> Response:
    if request.method != "POST":
        raise ApiError(403, "No read access.")
    return _ok(crm.notes.post(body_of(request), crm.new_id(), crm.now_text(), crm.options))


def _notification(crm: EspoCrm, request: Request, record_id: str | None) -> Response:
    if request.method != "POST":
        return _ok({"total": -2, "list": []})
    return _ok(crm.notes.notify(body_of(request), crm.new_id(), crm.now_text(), crm.options))


def _task(crm: EspoCrm, request: Request, record_id: str | None) -> Response:
    raise ApiError(403, "No create access.")


def _mass_action(crm: EspoCrm, request: Request, record_id: str | None) -> Response:
    raise ApiError(403, "No mass-update permission.", content_type="text/html; charset=UTF-8")


_SMALL = {
    "User": _users,
    "Note": _note,
    "Notification": _notification,
    "Task": _task,
    "MassAction": _mass_action,
}
