"""What EspoCRM tells about itself: the signed-in user, its version, field definitions (recordings 01 and 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE, FIELDS
from syncconsole.sandbox.espocrm.records import FLAGS
from syncconsole.sandbox.espocrm.users import ADMIN, User
from syncconsole.sandbox.messages import Request, Response, json_response

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm

_VERSIONS = {"10.0": "10.0.0", "9.3": "9.3.10"}
_USERS_MADE_AT = "2026-01-02 08:00:00"
_FIELD_KEY = f"entityDefs.{ENTITY_TYPE}.fields."


def app(crm: EspoCrm, request: Request, user: User, name: str | None) -> Response:
    """``App/user`` (here without the application's own furniture: rights, settings, preferences) and ``App/about``.

    Raises:
        ApiError: 404 for anything else.
    """
    if name == "user":
        return json_response({"user": signed_in_user(user)})
    if name == "about":
        return json_response({"text": "EspoCRM (simulated)", "version": _VERSIONS[crm.options.version]})
    raise ApiError(404, f"Action {request.method} '{name}' does not exist in controller 'App'.")


def metadata(crm: EspoCrm, request: Request, user: User, name: str | None) -> Response:
    """The definition of one field of ``CBeteiligte`` (``key=entityDefs.CBeteiligte.fields.…``); else ``null``."""
    key = request.parameters().get("key", "")
    field = FIELDS.get(key.removeprefix(_FIELD_KEY)) if key.startswith(_FIELD_KEY) else None
    if field is None:
        return json_response(None)
    if key.endswith(".syncStatus"):
        choice = {"options": crm.options.sync_status_values, "default": field.default, "maxLength": 100}
        return json_response({"type": "enum", **choice, "isCustom": True})
    return json_response({"type": field.kind, **({"options": list(field.options)} if field.options else {})})


def open_api(crm: EspoCrm, request: Request, user: User, name: str | None) -> Response:
    """The description of the interface, which API users do not get.

    Raises:
        ApiError: 403.
    """
    raise ApiError(403, "No access to OpenApi scope.", content_type="text/html; charset=UTF-8")


def signed_in_user(user: User) -> dict[str, Any]:
    """A user as ``App/user`` and a single read show it."""
    return {
        "id": user.id,
        "name": user.name,
        "deleted": False,
        "userName": user.user_name,
        "type": user.kind,
        "salutationName": None,
        "firstName": None,
        "lastName": user.name,
        "isActive": True,
        "title": None,
        "emailAddress": None,
        "phoneNumber": None,
        "ipAddress": "127.0.0.1",
        "avatarColor": None,
        "createdAt": _USERS_MADE_AT,
        "modifiedAt": _USERS_MADE_AT,
        "middleName": None,
        **dict.fromkeys(FLAGS),
        "defaultTeamId": None,
        "defaultTeamName": None,
        "teamsIds": [],
        "teamsNames": {},
        "teamsColumns": {},
        "contactId": None,
        "contactName": None,
        "avatarId": None,
        "avatarName": None,
        "createdById": ADMIN.id,
        "createdByName": ADMIN.name,
        "workingTimeCalendarId": None,
        "emailAddressList": [],
        "userEmailAddressList": [],
        "excludeFromReplyEmailAddressList": [],
    }
