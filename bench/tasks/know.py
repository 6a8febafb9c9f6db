"""Fill the console with parties that it has long known, so that deliveries meet a table of an office's size."""

from __future__ import annotations

from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.sync.states import SyncStatus

FIRST_NUMBER = 1_000_000
ROWS_PER_STATEMENT = 500


def run(count: int) -> list[str]:
    """Add settled parties until the table has `count` of them; the EspoCRM ids of all."""
    record = DEFINITION.record
    rows = [_settled(record, index) for index in range(count - record.objects.count())]
    record.objects.bulk_create(rows, batch_size=ROWS_PER_STATEMENT)
    return list(record.objects.order_by("pk").values_list("espo_id", flat=True))


def _settled(record: type, index: int) -> object:
    return record(
        espo_id=f"bench{index:012x}",
        number=FIRST_NUMBER + index,
        name=f"Mustermann {index}",
        sync_status=SyncStatus.CLEAN,
        handled_seq=1,
        last_attempt_at=clock.now(),
        last_compared_at=clock.now(),
    )
