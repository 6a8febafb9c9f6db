"""What a replay needs beside the recorded requests: records from before, switches that an administrator set, and the
short list of what is not replayed."""

from __future__ import annotations

from typing import Any

from syncconsole.sandbox.espocrm import EspoCrm
from syncconsole.sandbox.espocrm.fields import FIELDS
from syncconsole.sandbox.espocrm.records import Record
from tests.contract.recordings import Exchange
from tests.contract.unify import Unifier

RECEIVERS = ["konsole.test:9443", "127.0.0.1:9099"]
GIVEN: dict[str, dict[str, Any]] = {
    "08b": {"stream": False},
    "10": {"notification_override": True},
    "11": {"webhook_allowed_addresses": []},
}
"""Recording -> the switches it starts with."""

SWITCHED_BEFORE: dict[tuple[str, str], dict[str, Any]] = {
    ("10", "role with read access to User"): {"user_read_access": True},
    ("11", "create subscription CBeteiligte.create (create)"): {"webhook_allowed_addresses": RECEIVERS},
}
"""Exchange -> the switches that somebody set before it, without a recorded request."""

SWITCHED_BY: dict[tuple[str, str], dict[str, Any]] = {
    ("04", "administrator switches phoneNumberInternational off"): {"phone_international": False},
    ("04", "and on again"): {"phone_international": True},
    ("07", "administrator switches the control on"): {"version_control": True},
    ("07", "rebuild"): {},
    ("07", "control off again"): {"version_control": False},
    ("09", "administrator tries to grant Notification in the role"): {},
    ("09", "administrator grants User read all and messagePermission all"): {
        "user_read_access": True,
        "message_permission": True,
    },
}
"""Administration over the API: not replayed, a switch of the sandbox does the same."""

_BELL = "shows what was left of earlier recordings, and what an application's bell makes of it"
_TASKS = "the sandbox has no tasks; the console does not touch them"
NOT_REPLAYED: dict[tuple[str, str], str] = {
    **dict.fromkeys(SWITCHED_BY, "administration: a switch of the sandbox does it instead"),
    ("08a", "a child record created by an administrator"): _TASKS,
    ("08b", "a child record created by an administrator"): _TASKS,
    ("09", "the person’s notification list"): _BELL,
    ("09", "unread count of the person"): _BELL,
    ("09", "the person’s notification list now"): _BELL,
    ("09", "notification list after the Task"): _BELL,
    ("10", "the person’s list"): _BELL,
    ("09", "stream of the record"): "lists the application's own stream entries; the console reads none",
    ("09", "a Task for the person as API user (role with Task right)"): _TASKS,
    ("13", "App/about (version) as API user"): "built from sources it has no version; a packaged one, as here, has",
}
"""Exchange -> why it is not replayed."""


def seed(crm: EspoCrm, first: Exchange, unifier: Unifier) -> None:
    """Put the records there that the first answer of a recording lists: they were made before it began."""
    if not isinstance(first.answer, dict) or first.recording.partition("_")[0] not in ("02", "13"):
        return
    for row in reversed(first.answer["list"]):
        known = unifier.translated_value(row)
        record = Record(row["id"], row["createdAt"], row.get("modifiedAt", row["createdAt"]), known["createdById"])
        record.modified_by = known.get("modifiedById")
        record.stream_updated_at = row.get("streamUpdatedAt", row["createdAt"])
        record.values = {name: row.get(name) for name in FIELDS}
        crm.records[record.id] = record
        unifier.ours[row["id"]] = row["id"]
