"""The simulated EspoCRM: its state, and what a save does."""

from __future__ import annotations

import random
import threading
from copy import deepcopy
from typing import Any

from syncconsole.sandbox.clock import Clock, SystemClock
from syncconsole.sandbox.espocrm import records
from syncconsole.sandbox.espocrm.access import Access
from syncconsole.sandbox.espocrm.api import answer
from syncconsole.sandbox.espocrm.channel_checks import checked_phone
from syncconsole.sandbox.espocrm.channels import Channel
from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.fields import FIELDS, RECHTSFORMEN, SALUTATIONS, stored_time
from syncconsole.sandbox.espocrm.notes import Notes
from syncconsole.sandbox.espocrm.options import EspoCrmOptions
from syncconsole.sandbox.espocrm.records import NAME_PARTS, Record
from syncconsole.sandbox.espocrm.users import User, find_user
from syncconsole.sandbox.espocrm.webhooks import WebhookQueue
from syncconsole.sandbox.espocrm.writing import Changes, cleaned_body, events_of_update, stale_answer
from syncconsole.sandbox.messages import Request, Response


class EspoCrm:
    """One EspoCRM in memory. ``handle`` answers HTTP requests; ``create``, ``update``, ``delete`` and ``restore`` are
    what a person does in the application. All are safe to call from several threads."""

    salutations = SALUTATIONS
    rechtsformen = RECHTSFORMEN

    def __init__(self, clock: Clock | None = None, options: EspoCrmOptions | None = None) -> None:
        self.clock = clock or SystemClock()
        self.options = options or EspoCrmOptions()
        self.lock = threading.RLock()
        self.access = Access()
        self.notes = Notes()
        self.webhooks = WebhookQueue(self.options, lambda: self.clock.now())
        self.clear()

    def clear(self) -> None:
        """Forget every record, address and event; subscriptions stay."""
        with self.lock:
            self.records: dict[str, Record] = {}
            self.emails = Channel("emailAddress")
            self.phones = Channel("phoneNumber")
            self._random = random.Random(0)
            self._count = 0
            self.revision = getattr(self, "revision", 0) + 1
            self.webhooks.clear()
            self.notes.clear()

    def handle(self, request: Request) -> Response:
        """Answer one API request."""
        with self.lock:
            return answer(self, request)

    def touch_stream(self, record_id: str) -> None:
        """Something was posted on a record: only ``streamUpdatedAt`` moves (recording 14)."""
        self.record(record_id).stream_updated_at = self.now_text()

    def is_api(self, path: str) -> bool:
        """Whether a path belongs to the simulated product (and not to the sandbox's own pages)."""
        return path.startswith("/api/")

    def now_text(self) -> str:
        """The current time as EspoCRM stores it (UTC, seconds)."""
        return stored_time(self.clock.now())

    def new_id(self) -> str:
        """A fresh record id: 17 hexadecimal digits that sort by time of creation."""
        self._count += 1
        seconds = int(self.clock.now().timestamp())
        return f"{seconds:08x}{self._count & 0xFFFFF:05x}{self._random.randrange(16**4):04x}"

    # Reading

    def record(self, record_id: str, reason: str = "does not exist") -> Record:
        """A living record.

        Raises:
            ApiError: 404 with EspoCRM's reason.
        """
        record = self.records.get(record_id)
        if record is None or record.deleted:
            raise ApiError(404, f"Record {record_id} {reason}.")
        return record

    def living(self) -> list[Record]:
        """All records that are not deleted, oldest first."""
        with self.lock:
            return [record for record in self.records.values() if not record.deleted]

    def read(self, record_id: str, with_deleted: bool = False) -> dict[str, Any]:
        """Every attribute of a record, as a single GET answers it; a deleted one only for an administrator.

        Raises:
            ApiError: 404.
        """
        with self.lock:
            stored = self.records.get(record_id) if with_deleted else None
            return self.full(stored or self.record(record_id))

    def full(self, record: Record) -> dict[str, Any]:
        """Every attribute of ``record``."""
        values = records.full(record, self.emails, self.phones, self.options.version_control, self.options.stream)
        if self.options.version == "9.3" and values.get("versionNumber") == 0:
            values["versionNumber"] = None
        for key in self.options.omit_keys:
            values.pop(key, None)
        return values

    def row(self, record: Record) -> dict[str, Any]:
        """``record`` as a row of a list."""
        return records.list_row(self.full(record))

    # Writing

    def create(self, fields: dict[str, Any], user: str | User = "", check_duplicates: bool = False) -> dict[str, Any]:
        """Create a record and return the sparse answer of a POST.

        Raises:
            ApiError: 400, 409 duplicate, or 500 for a betnr that is taken.
        """
        actor = user if isinstance(user, User) else find_user(user)
        with self.lock:
            changes = cleaned_body(fields, self.options, actor.kind == "api")
            self._check_unique(None, changes)
            now = self.now_text()
            record = Record(self.new_id(), now, now, actor.id, stream_updated_at=now)
            record.values = {name: field.default for name, field in FIELDS.items()}
            record.version = int(self.options.version_control)
            if check_duplicates:
                self._check_duplicates(changes)
            self._apply(record, changes)
            self.records[record.id] = record
            self._touch()
            sparse = records.created(self.full(record), changes.values)
            self.webhooks.created(sparse, changes.channels, actor)
            return sparse

    def update(
        self, record_id: str, fields: dict[str, Any], user: str | User = "", version_number: str = ""
    ) -> dict[str, Any]:
        """Change some attributes and return the answer of a PUT.

        Raises:
            ApiError: 400, 404, 409 modified, or 500 for a betnr that is taken.
        """
        actor = user if isinstance(user, User) else find_user(user)
        with self.lock:
            record = self.record(record_id, "not found")
            changes = cleaned_body(fields, self.options, actor.kind == "api")
            self._formula(changes, actor)
            self._check_stored_phone(record, changes)
            self._check_version(record, changes, version_number)
            self._check_unique(record, changes)
            before = self.full(record)
            stale = stale_answer(self, record, before, changes)
            data_changed = self._apply(record, changes)
            after = self.full(record)
            event = events_of_update(before, after, changes, data_changed)
            self._stamp(record, actor, changed=bool(event))
            if event:
                self.webhooks.updated(record.id, event, after, before["modifiedById"] != actor.id, actor)
            self._touch()
            return {**self.full(record), **changes.echo, **stale}

    def delete(self, record_id: str, user: str | User = "") -> None:
        """Delete a record (softly, as EspoCRM does).

        Raises:
            ApiError: 404.
        """
        actor = user if isinstance(user, User) else find_user(user)
        with self.lock:
            record = self.record(record_id, "not found")
            record.deleted, record.delete_id = True, self.new_id()
            self._stamp(record, actor, changed=True)
            self.webhooks.deleted(record.id, actor)
            self._touch()

    def restore(self, record_id: str) -> None:
        """Bring a deleted record back: no webhook, and ``modifiedAt`` stays at the time of deletion.

        Raises:
            ApiError: 404, or 500 if its betnr is taken meanwhile.
        """
        with self.lock:
            record = self.records.get(record_id)
            if record is None:
                raise ApiError(404, f"Record {record_id} does not exist.")
            self._check_unique(record, Changes(values={"betnr": record.values.get("betnr")}))
            record.deleted, record.delete_id = False, "0"
            self._touch()

    # Parts of a save

    def _touch(self) -> None:
        self.revision += 1

    def _formula(self, changes: Changes, actor: User) -> None:
        person = actor.kind != "api"
        if self.options.dirty_on_every_save or (self.options.dirty_on_person_save and person):
            changes.values["syncStatus"] = "dirty"
        message = changes.values.get("syncErrorMessage")
        if message and self.options.message_cut_to:
            changes.values["syncErrorMessage"] = message[: self.options.message_cut_to].strip()

    def _check_version(self, record: Record, changes: Changes, version_number: str) -> None:
        if not self.options.version_control or not version_number or version_number == str(record.version):
            return
        if record.version == 0 and self.options.version == "9.3":
            return
        stored = {name: record.values.get(name) for name in changes.values}
        if stored != changes.values or changes.channels:
            values = {**stored, **(record.name_parts() if NAME_PARTS & set(stored) else {})}
            raise ApiError(409, "modified", {"values": values, "versionNumber": record.version})

    def _check_stored_phone(self, record: Record, changes: Changes) -> None:
        """A written ``phoneNumberData`` alone has the stored ``phoneNumber`` validated too (recording 04)."""
        if "phoneNumberData" in changes.channels and "phoneNumber" not in changes.channels:
            checked_phone(self.phones.single(record.phones), self.options)

    def _check_unique(self, record: Record | None, changes: Changes) -> None:
        betnr = changes.values.get("betnr")
        others = (other for other in self.living() if other is not record)
        if betnr is not None and any(other.values.get("betnr") == betnr for other in others):
            raise ApiError(500)

    def _check_duplicates(self, changes: Changes) -> None:
        if not self.options.duplicate_check:
            return
        names = [changes.values.get(part) for part in ("firstName", "lastName")]
        mails = {self.emails.key(value) for value in changes.mails()}
        found = [
            self.row(other)
            for other in self.living()
            if (any(names) and [other.values.get(part) for part in ("firstName", "lastName")] == names)
            or mails & set(other.emails.keys)
        ]
        if found:
            raise ApiError(409, "duplicate", found)

    def _apply(self, record: Record, changes: Changes) -> bool:
        """Store ``changes``; true if a Data array or a single address was written with another content."""
        user_id = changes.values.get("assignedUserId")
        if user_id:
            self.access.check_user_link(user_id, "CBeteiligte", "assignedUser", self.options.user_read_access)
        record.values.update(changes.values)
        return changes.apply_channels(record, self.emails, self.phones, self.options.version != "9.3")

    def _stamp(self, record: Record, actor: User, changed: bool) -> None:
        record.version += self.options.version_control
        if changed or self.options.stream:
            record.modified_at, record.modified_by = self.now_text(), actor.id

    # Keeping the state

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON."""
        with self.lock:
            return {
                "records": [record.as_json() for record in self.records.values()],
                "emails": deepcopy(self.emails.shared),
                "phones": deepcopy(self.phones.shared),
                "count": self._count,
                "webhooks": self.webhooks.dump(),
            }

    def load(self, state: dict[str, Any]) -> None:
        """The inverse of ``dump``."""
        with self.lock:
            self.clear()
            loaded = (Record.from_json(item) for item in state["records"])
            self.records = {record.id: record for record in loaded}
            self.emails.shared, self.phones.shared = state["emails"], state["phones"]
            self._count = state["count"]
            self.webhooks.load(state["webhooks"])
