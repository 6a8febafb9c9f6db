"""What people did last: who, what and to whom; the same act on several parties is told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console.numbers import grouped
from syncconsole.models import SystemState

SHOWN, READ = 4, 80
TOGETHER = timedelta(minutes=2)


@dataclass(frozen=True)
class Deed:
    """One act; `whom` with the `url` of its page, or how many."""

    whom: str
    url: str
    what: str
    who: str
    at: datetime


def deeds(apps: set[str]) -> list[Deed]:
    """The newest few in the history of these apps' rows; one query over the newest entries."""
    entries = LogEntry.objects.select_related("user", "content_type").filter(content_type__app_label__in=apps)
    newest = list(entries.order_by("-action_time", "-id")[:READ])
    return [deed for deed, _ in zip(_grouped(newest), range(SHOWN), strict=False)]


def _grouped(entries: list[LogEntry]) -> Iterator[Deed]:
    for _, same in groupby(entries, key=lambda entry: (entry.user_id, entry.content_type_id, entry.change_message)):
        together = _at_once(list(same))
        yield from (_deed(some, len(entries)) for some in together)


def _at_once(entries: list[LogEntry]) -> list[list[LogEntry]]:
    """Cut where more than two minutes lie between two of them."""
    cut: list[list[LogEntry]] = []
    for entry in entries:
        if cut and cut[-1][-1].action_time - entry.action_time <= TOGETHER:
            cut[-1].append(entry)
        else:
            cut.append([entry])
    return cut


def _deed(entries: list[LogEntry], read: int) -> Deed:
    newest = entries[0]
    user: Any = newest.user
    who = user.get_full_name() or user.get_username()
    what = newest.get_change_message()
    things = {entry.object_id for entry in entries}
    if len(things) == 1:
        return Deed(_named(newest), newest.get_admin_url() or "", what, who, newest.action_time)
    return Deed(_several(newest, len(things), len(entries) == read == READ), "", what, who, newest.action_time)


def _named(entry: LogEntry) -> str:
    is_system = entry.content_type is not None and entry.content_type.model == SystemState._meta.model_name
    return wording.system_label(entry.object_repr) if is_system else entry.object_repr


def _several(entry: LogEntry, count: int, more: bool) -> str:
    if more:
        return gettext("More than %(count)s") % {"count": grouped(count)}
    model = entry.content_type.model_class() if entry.content_type else None
    return f"{grouped(count)} {model._meta.verbose_name_plural if model else ''}".strip()
