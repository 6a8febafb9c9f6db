"""Notes and notifications: what an API user can tell people, and what not (recordings 09 and 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE
from syncconsole.sandbox.espocrm.users import USERS, User

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm

_SENT_LATE = ("parentId", "parentType")


class Notes:
    """The posted notes and notifications, newest last."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        self.notifications: list[dict[str, Any]] = []

    def clear(self) -> None:
        """Forget all."""
        self.posted, self.notifications = [], []

    def post(self, crm: EspoCrm, body: dict[str, Any], user: User) -> dict[str, Any]:
        """Store a note and return the answer; a record it is posted on moves its ``streamUpdatedAt``.

        Raises:
            ApiError: 403 if it is addressed to users and the role lacks User read access or the message permission.
        """
        if body.get("targetType") == "users":
            _check_addressees(crm, body)
        on_record = body.get("parentType") == ENTITY_TYPE and body.get("parentId") in crm.records
        if on_record:
            crm.touch_stream(body["parentId"])
        now = crm.now_text()
        note = {
            "id": crm.new_id(),
            "deleted": False,
            "post": body.get("post"),
            "data": {},
            "type": body.get("type", "Post"),
            **({"targetType": body["targetType"]} if "targetType" in body else {}),
            "isInternal": False,
            "reactionCounts": None,
            "myReactions": [],
            "createdAt": now,
            "modifiedAt": now,
            **{name: body[name] for name in _SENT_LATE if name in body},
            "parentName": crm.records[body["parentId"]].name() if on_record else None,
            "relatedName": None,
            "attachmentsIds": [],
            "attachmentsNames": {},
            **_addressees(body, user),
            "createdById": user.id,
            "createdByName": user.name,
            "modifiedByName": None,
            "attachmentsTypes": {},
        }
        self.posted.append(note)
        return note

    def notify(self, crm: EspoCrm, body: dict[str, Any], user: User) -> dict[str, Any]:
        """Store a notification and return the answer; nothing of it is validated, relations are dropped.

        Raises:
            ApiError: 403 for everybody but administrators, on every installation without the administrator's
                override; with it still 403 without read access to users.
        """
        receiver = body.get("userId")
        if user.kind != "admin":
            if not crm.options.notification_override:
                raise ApiError(403, "No create access.")
            if receiver:
                crm.access.check_user_link(receiver, "Notification", "user", crm.options.user_read_access)
        notification: dict[str, Any] = {
            "id": crm.new_id(),
            "deleted": False,
            **{name: body[name] for name in ("data", "type") if name in body},
            "read": False,
            "emailIsProcessed": False,
            "createdAt": crm.now_text(),
            "message": body.get("message"),
            **({} if crm.options.version == "9.3" else {"isFeatured": False}),
            **({"userId": receiver} if receiver else {}),
            "userName": USERS[receiver].name if receiver in USERS else None,
            "relatedName": None,
            "relatedParentName": None,
            "createdById": user.id,
            "createdByName": user.name,
        }
        self.notifications.append(notification)
        return notification


def _addressees(body: dict[str, Any], user: User) -> dict[str, Any]:
    ids = [user.id] if body.get("targetType") == "self" else list(body.get("usersIds") or [])
    if not ids:
        return {}
    return {"usersIds": ids, "usersNames": {key: USERS[key].name for key in ids if key in USERS}}


def _check_addressees(crm: EspoCrm, body: dict[str, Any]) -> None:
    addressees = list(body.get("usersIds") or [])
    if addressees and not crm.options.user_read_access:
        crm.access.check_user_link(addressees[0], "Note", "users", may_read=False)
    if not crm.options.message_permission or any(key not in USERS for key in addressees):
        raise ApiError(403, "No permission to post to user.")
