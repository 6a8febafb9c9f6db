"""What a request body asks to change, after validation, and what the save tells subscribers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from syncconsole.sandbox.espocrm.channel_checks import checked_count, checked_mail, checked_phone, checked_phone_type
from syncconsole.sandbox.espocrm.channels import Channel, Links
from syncconsole.sandbox.espocrm.errors import validation_failure
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE, FIELDS, cleaned
from syncconsole.sandbox.espocrm.options import EspoCrmOptions
from syncconsole.sandbox.espocrm.records import ATTRIBUTES, FLAGS, Record
from syncconsole.sandbox.quirks import Quirks

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm

_CHANNELS = ("emailAddress", "phoneNumber")
_NEVER_IN_EVENTS = {"modifiedAt", "streamUpdatedAt", "deleteId", "modifiedById", "modifiedByName", "versionNumber"}


@dataclass
class Changes:
    """Cleaned plain ``values``; ``channels``: the written e-mail and phone attributes; ``echo``: what the answer to
    a PUT repeats as sent instead of as stored."""

    values: dict[str, Any] = field(default_factory=dict)
    channels: dict[str, Any] = field(default_factory=dict)
    echo: dict[str, Any] = field(default_factory=dict)

    def mails(self) -> list[str]:
        """All e-mail addresses that are written."""
        data = self.channels.get("emailAddressData")
        written = [entry.get("emailAddress") for entry in data] if isinstance(data, list) else []
        return [mail for mail in [*written, self.channels.get("emailAddress")] if mail]

    def apply_channels(self, record: Record, emails: Channel, phones: Channel, next_becomes_primary: bool) -> bool:
        """Write the addresses and numbers; true if that counts as a change (recording 08b)."""
        changed = False
        for channel, attribute in ((emails, "emails"), (phones, "phones")):
            links: Links = getattr(record, attribute)
            before = channel.rows(links)
            if channel.data_attribute in self.channels:
                data = self.channels[channel.data_attribute]
                links = channel.replaced(data)
                # An e-mail array that is not exactly as read counts as a change even with equal content.
                changed |= not channel.typed and (data or []) != before
            elif channel.attribute in self.channels:
                links = channel.with_primary(links, self.channels[channel.attribute], next_becomes_primary)
            setattr(record, attribute, links)
            changed |= channel.rows(links) != before
        return changed


def cleaned_body(fields: Any, options: EspoCrmOptions, by_api: bool) -> Changes:
    """Validate a body; unknown and read-only attributes are ignored, as is a body that is not an object. The quirks
    meet only what the API user writes, so that people can still edit such a field.

    Raises:
        ApiError: 400 naming the first field that failed.
    """
    changes = Changes()
    if not isinstance(fields, dict):
        return changes
    written = {name: cleaned(name, value, options) for name, value in fields.items() if name in FIELDS}
    quirks = options.quirks if by_api else Quirks()
    refused = quirks.refused(written)
    if refused:
        raise validation_failure(ENTITY_TYPE, refused, "valid")
    changes.values = quirks.stored(written)
    channels = _cleaned_channels(fields, options).items()
    changes.channels = {name: value for name, value in channels if name.removesuffix("Data") not in quirks.drops}
    changes.echo = _echo(fields, changes, options.version)
    return changes


def _cleaned_channels(fields: dict[str, Any], options: EspoCrmOptions) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for attribute in _CHANNELS:
        if attribute in fields:
            written[attribute] = _checked(attribute, fields[attribute], options)
        data_attribute = f"{attribute}Data"
        if data_attribute in fields:
            data = fields[data_attribute]
            checked_count(attribute, data)
            entries = [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []
            written[data_attribute] = [_checked_entry(attribute, entry, options) for entry in entries]
    return written


def _checked(attribute: str, value: Any, options: EspoCrmOptions) -> str | None:
    return checked_mail(value) if attribute == "emailAddress" else checked_phone(value, options)


def _checked_entry(attribute: str, entry: dict[str, Any], options: EspoCrmOptions) -> dict[str, Any]:
    if attribute == "phoneNumber":
        checked_phone_type(entry.get("type"))
    if attribute not in entry:
        return entry
    return {**entry, attribute: _checked(attribute, entry[attribute], options)}


def _echo(fields: dict[str, Any], changes: Changes, version: str) -> dict[str, Any]:
    echo = {name: value for name, value in changes.channels.items() if name.endswith("Data")}
    if version == "9.3":
        echo = {name: value if isinstance(fields[name], list) else None for name, value in echo.items()}
    if isinstance(fields.get("name"), str):
        echo["name"] = fields["name"]
    for name in ("advowareLastSync", "advowareDeletedAt"):
        if changes.values.get(name) and len(str(fields.get(name, ""))) == 16:
            echo[name] = fields[name]
    return echo


def stale_answer(crm: EspoCrm, record: Record, before: dict[str, Any], changes: Changes) -> dict[str, Any]:
    """What a PUT answers from before the write (recording 04): the flags; and after a Data array was written as
    single attribute the spelling that the shared address had, lower-case for a new one, the former value if no
    entry is primary."""
    stale: dict[str, Any] = {name: before[name] for name in FLAGS if name in before}
    for channel, links in ((crm.emails, record.emails), (crm.phones, record.phones)):
        data = changes.channels.get(channel.data_attribute)
        if data is None:
            # A cleared single attribute reads null here, though the next entry became primary.
            stale.update({channel.attribute: None} if changes.channels.get(channel.attribute, "") is None else {})
            if crm.options.version == "9.3" and channel.attribute in changes.channels:
                stale[channel.data_attribute] = channel.rows(links)
            continue
        probe = Channel(channel.attribute)
        primary = probe.replaced(data).primary
        known = channel.shared.get(primary or "")
        spelling = known[channel.attribute] if known else primary
        stale[channel.attribute] = spelling or channel.single(links)
    return stale


def events_of_update(
    before: dict[str, Any], after: dict[str, Any], changes: Changes, data_changed: bool
) -> dict[str, Any]:
    """The changed attributes as an update webhook carries them, in EspoCRM's order; empty if nothing changed."""
    event: dict[str, Any] = {}
    for name in ATTRIBUTES:
        if name in _NEVER_IN_EVENTS or name in FLAGS or (name.endswith("Name") and name[:-4] + "Id" in after):
            continue
        if before.get(name) != after.get(name):
            event[name] = changes.echo.get(name, after.get(name)) if name.endswith("Data") else after.get(name)
    if data_changed:
        event.update({name: value for name, value in changes.channels.items() if name.endswith("Data")})
    return event
