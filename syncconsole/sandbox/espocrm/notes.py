"""Notes: what an API user can tell people (recording 09)."""

from __future__ import annotations

from typing import Any

from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.options import EspoCrmOptions
from syncconsole.sandbox.espocrm.users import API_USER, USERS


class Notes:
    """The posted notes and notifications, newest last."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        self.notifications: list[dict[str, Any]] = []

    def clear(self) -> None:
        """Forget all."""
        self.posted, self.notifications = [], []

    def post(self, body: dict[str, Any], note_id: str, now: str, options: EspoCrmOptions) -> dict[str, Any]:
        """Store a note and return the answer.

        Raises:
            ApiError: 403 if it is addressed to users and the role lacks User read access or the message permission.
        """
        if body.get("targetType") == "users":
            _check_permission(body, options)
        note = {
            "id": note_id,
            "deleted": False,
            "post": body.get("post"),
            "data": {},
            "type": body.get("type", "Post"),
            "isInternal": False,
            "createdAt": now,
            "modifiedAt": now,
            "createdById": API_USER.id,
            "createdByName": API_USER.name,
            "modifiedByName": None,
        }
        note.update({key: body[key] for key in ("targetType", "usersIds", "parentType", "parentId") if key in body})
        self.posted.append(note)
        return note

    def notify(self, body: dict[str, Any], note_id: str, now: str, options: EspoCrmOptions) -> dict[str, Any]:
        """Store a notification and return the answer.

        Raises:
            ApiError: 403, on every installation without the administrator's override (recordings 09 and 10).
        """
        if not options.notification_override:
            raise ApiError(403, "No create access.")
        kept = {key: body.get(key) for key in ("type", "userId", "message", "data")}
        notification = {"id": note_id, "deleted": False, "read": False, "createdAt": now, **kept}
        self.notifications.append(notification)
        return notification


def _check_permission(body: dict[str, Any], options: EspoCrmOptions) -> None:
    if not options.user_read_access:
        data = {"foreignEntityType": "User", "action": "read"}
        translation = {"label": "cannotRelateForbidden", "scope": None, "data": data}
        reason = "No foreign record access for link operation (Note:users)."
        raise ApiError(403, reason, {"messageTranslation": translation})
    if not options.message_permission or any(user not in USERS for user in body.get("usersIds") or []):
        raise ApiError(403, "No permission to post to user.")
