"""Who changed a record last: a person, or the console itself, whose writes make it the last author in both systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from syncconsole import systems, wording
from syncconsole.console.times import time_tag
from syncconsole.registry import SyncDefinition
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.readback import NOT_WRITTEN
from syncconsole.sync.values import REFUSED, other

LOOKED_AT = 60


@dataclass(frozen=True)
class Written:
    """A value that the console wrote: which attempt did, and who had entered it in the other system, "" if unknown."""

    value: str
    attempt: int
    author: str


Writes = Mapping[tuple[str, str], Written]  # by system and field


def author_of(party: Any, side: str) -> tuple[str, datetime | None]:
    """Who changed the record on `side` last, as that system tells it, and when (aware UTC)."""
    meta = party.seen_meta.get(side, {})
    changed = meta.get("changed_at")
    return meta.get("changed_by") or "", datetime.fromisoformat(changed) if changed else None


def is_ours(party: Any, side: str, who: str) -> bool:
    """Whether `side` calls the console so.

    EspoCRM tells people's names, while the console knows its own user by its id: its name is known from a party whose
    record it was the last to write.
    """
    if not who:
        return False
    if side == ADVOWARE:
        return who.casefold() == settings.ADVOWARE_USER.casefold()
    state = systems.known().get(ESPOCRM)
    ours = state is not None and state.our_user and (party.listed or {}).get("modifiedById") == state.our_user
    return bool(ours) and who == author_of(party, ESPOCRM)[0]


def writes_of(party: Any, definition: SyncDefinition) -> Writes:
    """The newest value that the console wrote to each field of each system; one query."""
    rows = definition.change.objects.filter(party=party).exclude(result__in=(NOT_WRITTEN, REFUSED))
    found: dict[tuple[str, str], Written] = {}
    for row in rows.only("side", "field", "after", "author", "attempt_id").order_by("-pk")[:LOOKED_AT]:
        author = "" if is_ours(party, other(row.side), row.author) else row.author
        found.setdefault((row.side, row.field), Written(row.after, row.attempt_id, author))
    return found


def note(party: Any, side: str, field: str, value: str, who: str, at: datetime | None, writes: Writes) -> Any:
    """Under a value: when its record was changed last, and by whom, safe for HTML; "" if that is unknown."""
    if at is None:
        return ""
    if is_ours(party, side, who):
        return _by_us(side, value, at, writes.get((side, field)))
    parts = [part for part in (time_tag(at, relative=False), who) if part]
    return format_html("{} {}", gettext("changed"), format_html_join(", ", "{}", ((part,) for part in parts)))


def _by_us(side: str, value: str, at: datetime, written: Written | None) -> SafeString:
    """What the console itself wrote, or what stood there before it wrote something else to the record."""
    when = time_tag(at, relative=False)
    if written is None or written.value != value:
        pattern = gettext("changed by a person before {time}; then the console wrote to this record")
        return format_html(pattern, time=when)
    words = {
        "time": when,
        "number": written.attempt,
        "who": written.author,
        "system": wording.system_label(other(side)),
    }
    if not written.author:
        return format_html(gettext("written by the console, attempt {number}, from {system}"), **words)
    return format_html(gettext("written by the console, attempt {number}; entered by {who} in {system}"), **words)
