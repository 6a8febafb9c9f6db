"""What EspoCRM's lists tell the sweep: which records changed, and which the mirror does not know (rules 5).

Read in pages by keyset, never by offset: records that change meanwhile would move rows across page borders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from syncconsole.clients.espocrm import EspoClient
from syncconsole.registry import SyncDefinition
from syncconsole.sync.record_id import is_record_id
from syncconsole.work.due import add_reason

PAGE = 200
OVERLAP = timedelta(seconds=300)
WAITING_STATES = ("pending_sync", "dirty", "syncing")
COLUMNS = ("id", "modifiedAt", "modifiedById", "syncStatus", "advowareLastSync")
ESPO_TIME = "%Y-%m-%d %H:%M:%S"  # UTC, without saying so


@dataclass
class Listing:
    """What one pass found: rows listed, parties the mirror did not know, parties that differ from what it knows.

    `unannounced`: the times (UTC) of listed changes for which no reason had been counted yet.
    """

    listed: int = 0
    unknown: int = 0
    changed: int = 0
    unannounced: list[datetime] = field(default_factory=list)


def list_changes(definition: SyncDefinition, client: EspoClient, since: datetime | None) -> Listing:
    """Count a reason for each record that EspoCRM lists as changed and the mirror does not know so.

    `since` (UTC): the start of the last complete pass; None lists all records. Raises what the client raises; what
    was counted until then stays.
    """
    found = Listing()
    for page in _pages(definition, client, _changed_since(since), COLUMNS):
        _compare(definition, page, found)
    return found


def list_all_ids(definition: SyncDefinition, client: EspoClient) -> Listing:
    """Count a reason for each record that the mirror does not know or believes deleted."""
    found = Listing()
    for page in _pages(definition, client, [], ("id",)):
        known = _mirror(definition, page)
        unknown = [id for id in _ids(page) if id not in known]
        restored = [id for id, party in known.items() if party["deleted_at"] and not _unhandled(party)]
        found.listed, found.unknown = found.listed + len(page), found.unknown + len(unknown)
        found.changed += len(restored)
        add_reason(definition, unknown + restored)
    return found


def _changed_since(since: datetime | None) -> list[Mapping[str, Any]]:
    if since is None:
        return []
    after = (since - OVERLAP).astimezone(UTC).strftime(ESPO_TIME)
    any_of = [
        {"type": "greaterThanOrEquals", "attribute": "modifiedAt", "value": after},
        {"type": "in", "attribute": "syncStatus", "value": list(WAITING_STATES)},
        {"type": "isNull", "attribute": "advowareLastSync"},
    ]
    return [{"type": "or", "value": any_of}]


def _pages(
    definition: SyncDefinition, client: EspoClient, where: list[Mapping[str, Any]], columns: Sequence[str]
) -> Iterator[list[dict[str, Any]]]:
    last = ""
    while True:
        after = [{"type": "greaterThan", "attribute": "id", "value": last}] if last else []
        page = client.find(definition.entity, where=[*where, *after], select=columns, order_by="id", limit=PAGE)
        yield page
        before, last = last, str(page[-1].get("id", "")) if page else ""
        if len(page) < PAGE or last == before:
            return


def _compare(definition: SyncDefinition, page: list[dict[str, Any]], found: Listing) -> None:
    known = _mirror(definition, page)
    rows = {row["id"]: row for row in page if is_record_id(row.get("id"))}
    unknown = [id for id in rows if id not in known]
    changed = [id for id, party in known.items() if _is_news(party, rows[id])]
    found.listed, found.unknown = found.listed + len(page), found.unknown + len(unknown)
    found.changed += len(changed)
    found.unannounced += [time for id in unknown + changed if (time := _time(rows[id].get("modifiedAt")))]
    add_reason(definition, unknown + changed)


def _mirror(definition: SyncDefinition, page: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    columns = ("espo_id", "listed", "change_seq", "handled_seq", "deleted_at", "error")
    rows = definition.record.objects.filter(espo_id__in=_ids(page)).values(*columns)
    return {row["espo_id"]: row for row in rows}


def _is_news(party: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether EspoCRM shows something else than our last read, or its answer to our last write, did."""
    if _unhandled(party):
        return False  # it has its reason already
    if party["deleted_at"]:
        return True  # listed, so it was restored
    if party["listed"] is None:
        return not party["error"]  # a failure before the first read waits for its own time
    return _shown(party["listed"]) != _shown({**row, "lastSync": row.get("advowareLastSync")})


def _unhandled(party: Mapping[str, Any]) -> bool:
    return bool(party["change_seq"] != party["handled_seq"])


def _shown(listed: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        listed.get("modifiedAt") or None,
        listed.get("modifiedById") or None,
        listed.get("syncStatus") or None,
        bool(listed.get("lastSync")),
    )


def _ids(page: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in page if is_record_id(row.get("id"))]


def _time(shown: Any) -> datetime | None:
    try:
        return datetime.strptime(shown, ESPO_TIME).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None
