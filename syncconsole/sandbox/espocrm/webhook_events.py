"""What a save tells the subscribers of webhooks: the payload of each kind of event (recording 12)."""

from __future__ import annotations

from typing import Any

EVENTS = ("create", "update", "delete", "fieldUpdate")
_NOT_IN_CREATE = {
    "createdByName",
    "modifiedByName",
    "assignedUserName",
    "teamsIds",
    "teamsNames",
    "followersIds",
    "followersNames",
    "versionNumber",
}
_DATA = ("emailAddressData", "phoneNumberData")
_CHANNEL_FIELDS = ("emailAddress", "phoneNumber")
_ADDRESS = ("addressStreet", "addressCity", "addressState", "addressCountry", "addressPostalCode")


def field_attributes(field: str) -> tuple[str, ...]:
    """The attributes that belong to a field, in the order of a ``fieldUpdate`` event."""
    if field == "name":
        return ("salutationName", "firstName", "lastName", "middleName", "name")
    if field in _CHANNEL_FIELDS:
        return (f"{field}IsOptedOut", f"{field}IsInvalid", field, f"{field}Data")
    return _ADDRESS if field == "address" else (field,)


def created(sparse: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    """The attributes as set at save time; the Data arrays as ``written``, an e-mail address in lower case."""
    payload: dict[str, Any] = {}
    for name, value in sparse.items():
        if name in _DATA:
            payload.update({name: written[name]} if name in written else {})
        elif name not in _NOT_IN_CREATE:
            payload[name] = value.lower() if name == "emailAddress" else value
    return payload


def field_updated(field: str, record_id: str, event: dict[str, Any], after: dict[str, Any]) -> dict[str, Any] | None:
    """All attributes of ``field``, if the update ``event`` touched one of them; else ``None``."""
    names = field_attributes(field)
    if not any(name in event for name in names):
        return None
    return {"id": record_id, **{name: event.get(name, after.get(name)) for name in names}}
