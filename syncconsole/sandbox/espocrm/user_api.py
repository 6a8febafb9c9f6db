"""Reading users, for a role that may and for one that may not (recording 09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncconsole.sandbox.espocrm.application import signed_in_user
from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.query import as_list, php_parameters
from syncconsole.sandbox.espocrm.users import ADMIN, USERS, User
from syncconsole.sandbox.messages import Request, Response, json_response

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm


def handle_user(crm: EspoCrm, request: Request, user: User, user_id: str | None) -> Response:
    """A user or the list of them; without the right: oneself, and an empty list.

    Raises:
        ApiError: 403 for a write and for a user one may not read, 404 for an unknown one.
    """
    if request.method != "GET":
        raise ApiError(403, "No edit access.")
    may_read = crm.options.user_read_access or user.kind != "api"
    if user_id is None:
        rows = [row for row in map(_row, USERS.values()) if _matches(row, request.query)] if may_read else []
        return json_response({"total": len(rows), "list": rows})
    if not may_read and user_id != user.id:
        raise ApiError(403, "No read access.")
    if user_id not in USERS:
        raise ApiError(404, f"Record {user_id} does not exist.")
    return json_response(signed_in_user(USERS[user_id]))


def _row(user: User) -> dict[str, Any]:
    values = {"id": user.id, "name": user.name, "userName": user.user_name, "type": user.kind}
    return {**values, "isActive": True, "createdById": ADMIN.id}


def _matches(row: dict[str, Any], query: str) -> bool:
    """Only ``equals`` filters are understood; they are what one looks for a user with."""
    items = as_list(php_parameters(query).get("where")) or []
    return all(row.get(item.get("attribute")) == item.get("value") for item in items if item.get("type") == "equals")
