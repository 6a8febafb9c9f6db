"""One stored ``CBeteiligte`` and how it reads: complete, sparse, or as a list row."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from syncconsole.sandbox.espocrm.channels import Channel, Links
from syncconsole.sandbox.espocrm.users import USERS

ATTRIBUTES = (
    "id",
    "name",
    "deleted",
    "salutationName",
    "firstName",
    "lastName",
    "description",
    "emailAddress",
    "phoneNumber",
    "addressStreet",
    "addressCity",
    "addressState",
    "addressCountry",
    "addressPostalCode",
    "createdAt",
    "modifiedAt",
    "firmenname",
    "rechtsform",
    "dateOfBirth",
    "handelsregisterNummer",
    "betnr",
    "syncStatus",
    "advowareLastSync",
    "advowareDeletedAt",
    "syncErrorMessage",
    "syncRetryCount",
    "middleName",
    "emailAddressIsOptedOut",
    "emailAddressIsInvalid",
    "phoneNumberIsOptedOut",
    "phoneNumberIsInvalid",
    "deleteId",
    "streamUpdatedAt",
    "emailAddressData",
    "phoneNumberData",
    "createdById",
    "createdByName",
    "modifiedById",
    "modifiedByName",
    "assignedUserId",
    "assignedUserName",
)
NAME_PARTS = {"salutationName", "firstName", "lastName", "middleName"}
DETAILS: dict[str, Any] = {
    "teamsIds": [],
    "teamsNames": {},
    "isFollowed": False,
    "followersIds": [],
    "followersNames": {},
}
FLAGS = tuple(f"{channel}Is{flag}" for channel in ("emailAddress", "phoneNumber") for flag in ("OptedOut", "Invalid"))
_STREAM_ATTRIBUTES = ("streamUpdatedAt", "isFollowed", "followersIds", "followersNames")
_ALWAYS_IN_A_CREATE_ANSWER = {"rechtsform", "createdByName", "modifiedByName", "assignedUserName"}


@dataclass
class Record:
    """The stored state; ``values`` holds the plain writable attributes, times are UTC text."""

    id: str
    created_at: str
    modified_at: str
    created_by: str
    modified_by: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    emails: Links = field(default_factory=Links)
    phones: Links = field(default_factory=Links)
    deleted: bool = False
    delete_id: str = "0"
    stream_updated_at: str = ""
    version: int = 0
    followers: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The raw state, for dumps and snapshots."""
        return asdict(self)

    @classmethod
    def from_json(cls, state: dict[str, Any]) -> Record:
        """The inverse of ``as_json``."""
        links = {name: Links(**state[name]) for name in ("emails", "phones")}
        return cls(**{**state, **links})

    def name(self) -> str | None:
        """The computed person name: first, middle and last name with blanks between."""
        parts = (self.values.get(part) for part in ("firstName", "middleName", "lastName"))
        return " ".join(part for part in parts if part) or None

    def name_parts(self) -> dict[str, Any]:
        """All attributes of the person name, and the computed name."""
        parts = ("salutationName", "firstName", "lastName", "middleName")
        return {**{part: self.values.get(part) for part in parts}, "name": self.name()}


def _user_name(user_id: str | None) -> str | None:
    return USERS[user_id].name if user_id in USERS else None


def full(
    record: Record, emails: Channel, phones: Channel, with_version: bool = False, with_stream: bool = True
) -> dict[str, Any]:
    """The answer to a single read: every attribute, the Data arrays included."""
    values = {name: record.values.get(name) for name in ATTRIBUTES}
    values.update(_computed(record, emails, phones), **DETAILS)
    values["followersIds"] = list(record.followers)
    values["followersNames"] = {user_id: _user_name(user_id) for user_id in record.followers}
    if with_version:
        values["versionNumber"] = record.version
    for name in () if with_stream else _STREAM_ATTRIBUTES:
        del values[name]
    return values


def list_row(values: dict[str, Any]) -> dict[str, Any]:
    """What a list shows of a ``full`` record: never the Data arrays or the details."""
    skipped = {"emailAddressData", "phoneNumberData", *DETAILS}
    return {name: value for name, value in values.items() if name not in skipped}


def created(answer: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """The sparse answer to a POST: unset attributes are absent, ``name`` too if there is only one part of it."""
    kept = {
        name: False if name in FLAGS else value
        for name, value in answer.items()
        if name in FLAGS or value is not None or name in sent or name in _ALWAYS_IN_A_CREATE_ANSWER
    }
    if not answer.get("firstName"):
        kept.pop("name", None)
    return kept


def _computed(record: Record, emails: Channel, phones: Channel) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name(),
        "deleted": record.deleted,
        "createdAt": record.created_at,
        "modifiedAt": record.modified_at,
        "deleteId": record.delete_id,
        "streamUpdatedAt": record.stream_updated_at,
        "emailAddress": emails.single(record.emails),
        "phoneNumber": phones.single(record.phones),
        "emailAddressIsOptedOut": emails.flag(record.emails, "optOut"),
        "emailAddressIsInvalid": emails.flag(record.emails, "invalid"),
        "phoneNumberIsOptedOut": phones.flag(record.phones, "optOut"),
        "phoneNumberIsInvalid": phones.flag(record.phones, "invalid"),
        "emailAddressData": emails.rows(record.emails),
        "phoneNumberData": phones.rows(record.phones),
        "createdById": record.created_by,
        "createdByName": _user_name(record.created_by),
        "modifiedById": record.modified_by,
        "modifiedByName": _user_name(record.modified_by),
        "assignedUserName": _user_name(record.values.get("assignedUserId")),
    }
