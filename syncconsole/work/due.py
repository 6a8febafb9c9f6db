"""Reasons to sync, counted on the parties' rows by one statement that webhooks, the sweep and people share.

`change_seq` counts reasons, a run marks those it has dealt with in `handled_seq` (rules 3). Rows are written in the
order of their EspoCRM id: two deliveries with the same parties in another order would deadlock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.registry import SyncDefinition
from syncconsole.sync.states import SyncStatus
from syncconsole.work.portions import portions

ROWS_PER_STATEMENT = 400


class Party(NamedTuple):
    """A party that has a new reason to sync: its row, its two ids, and how many reasons it has had so far."""

    pk: int
    espo_id: str
    number: int | None
    seq: int


def add_reason(definition: SyncDefinition, espo_ids: Iterable[str]) -> list[Party]:
    """Count one more reason to sync for each of these EspoCRM records; unknown ones become new parties.

    An id that comes twice counts once. Paused parties and tombstones count too: whether they run is the run's affair.
    Raises what the database raises, and then nothing is counted.
    """
    found: list[Party] = []
    with writing():
        for some in portions(sorted(set(espo_ids)), ROWS_PER_STATEMENT):
            found += _upsert(definition.record, some)
    return found


def add_reason_to(definition: SyncDefinition, pks: Iterable[int]) -> list[Party]:
    """The same for rows that are known by their keys; keys without a row are left out."""
    espo_ids: list[str] = []
    for some in portions(sorted(set(pks)), ROWS_PER_STATEMENT):
        espo_ids += definition.record.objects.filter(pk__in=some).values_list("espo_id", flat=True)
    return add_reason(definition, espo_ids)


def _upsert(record: type[Any], espo_ids: Sequence[str]) -> list[Party]:
    now = connection.ops.adapt_datetimefield_value(clock.now())
    rows = ", ".join(["(%s, %s)"] * len(espo_ids))
    with connection.cursor() as cursor:
        cursor.execute(_statement(record, rows), [value for espo_id in espo_ids for value in (espo_id, now)])
        return [Party(*row) for row in cursor.fetchall()]


def _statement(record: type[Any], rows: str) -> str:
    """The shown status follows rules 4: a live run goes first, then "never run", then the reason itself."""
    table = connection.ops.quote_name(record._meta.db_table)
    return f"""
        INSERT INTO {table} (espo_id, changed_at) VALUES {rows}
        ON CONFLICT (espo_id) DO UPDATE SET
            change_seq = {table}.change_seq + 1,
            changed_at = excluded.changed_at,
            sync_status = CASE
                WHEN {table}.sync_status = '{SyncStatus.SYNCING}' THEN {table}.sync_status
                WHEN {table}.last_attempt_at IS NULL THEN '{SyncStatus.PENDING_SYNC}'
                ELSE '{SyncStatus.DIRTY}'
            END
        RETURNING id, espo_id, number, change_seq
    """
