"""What EspoCRM is told about the sync, and when (rules 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation

from syncconsole import clock, wording
from syncconsole.run.state import Run
from syncconsole.sync import canonical
from syncconsole.sync.errors import ESPOCRM
from syncconsole.sync.mapping import (
    DELETED_AT,
    ERROR_MESSAGE,
    LAST_SYNC,
    RETRY_COUNT,
    SYNC_STATUS,
    espo_text,
    espo_time,
)
from syncconsole.sync.reasons import Reason, reason
from syncconsole.sync.states import Standing, SyncStatus, published_status
from syncconsole.sync.values import Seen

LONGEST_MESSAGE = 2000


@dataclass(frozen=True)
class Publication:
    """The four bookkeeping values as EspoCRM should read: `message` "" for null, `deleted_at` aware UTC."""

    status: str
    message: str
    count: int
    deleted_at: datetime | None

    def as_attributes(self) -> dict[str, Any]:
        """EspoCRM's attributes for it."""
        return {
            SYNC_STATUS: self.status,
            ERROR_MESSAGE: self.message or None,
            RETRY_COUNT: self.count,
            DELETED_AT: espo_text(self.deleted_at),
        }


def compose(standing: Standing, *, why: Reason | None, count: int, deleted_at: datetime | None) -> Publication:
    """The publication that follows from a party's standing; `why` is put in the office's language."""
    status = published_status(standing)
    keeps_count = status in (SyncStatus.FAILED, SyncStatus.PERMANENTLY_FAILED)
    with translation.override(settings.LANGUAGE_CODE):
        message = str(wording.say(why)) if why and status != SyncStatus.CLEAN else ""
    return Publication(str(status), message[:LONGEST_MESSAGE], count if keeps_count else 0, deleted_at)


def reading(seen: Seen) -> dict[str, Any]:
    """How EspoCRM reads at present, in the form that is compared."""
    raw = seen.raw
    return {
        SYNC_STATUS: canonical.storable(raw.get(SYNC_STATUS)),
        ERROR_MESSAGE: canonical.text(raw.get(ERROR_MESSAGE)) or None,
        RETRY_COUNT: canonical.storable(raw.get(RETRY_COUNT)) or 0,
        DELETED_AT: canonical.storable(raw.get(DELETED_AT)) or None,
        "filled": bool(raw.get(LAST_SYNC)),
    }


def wanted(run: Run, publication: Publication, *, carries_data: bool) -> dict[str, Any]:
    """The bookkeeping part of the PATCH: only what differs, and nothing at all if nothing needs saying."""
    assert run.seen_espo is not None
    attributes = publication.as_attributes()
    now_reads = reading(run.seen_espo)
    target = {**attributes, "filled": True}
    if not carries_data and not _must_tell(run, target, now_reads):
        return {}
    changes = {name: value for name, value in attributes.items() if now_reads[name] != value}
    changes[LAST_SYNC] = espo_text(clock.now())
    return {name: value for name, value in changes.items() if name not in run.dropped_bookkeeping}


def _must_tell(run: Run, target: dict[str, Any], now_reads: dict[str, Any]) -> bool:
    told = run.party.published or {}
    if now_reads == target:
        note(run, target, now_reads)
        return _must_touch(run)
    if told.get("target") != target:
        return True
    if now_reads == told.get("reads"):
        return _must_touch(run)
    assert run.seen_espo is not None
    by_us = run.seen_espo.changed_by in ("", "system", run.our_users.get(ESPOCRM))
    if by_us and now_reads == told.get("came_from"):
        note(run, target, now_reads)  # an answered PATCH did not last: that is how EspoCRM reads
        return _must_touch(run)
    return True


def _must_touch(run: Run) -> bool:
    """SYNC_TOUCH_LAST_SYNC_SECONDS refreshes advowareLastSync on unchanged parties."""
    if not run.settings.touch_last_sync or run.seen_espo is None:
        return False
    last = espo_time(run.seen_espo.raw.get(LAST_SYNC))
    return last is None or clock.now() - last >= timedelta(seconds=run.settings.touch_last_sync)


def note(run: Run, target: dict[str, Any], reads: dict[str, Any], came_from: dict[str, Any] | None = None) -> None:
    """Remember what EspoCRM was told and how it reads; a lasting difference is a problem, reported once."""
    run.published = {"target": target, "reads": reads, "came_from": came_from}
    if target != reads:
        run.problems.append(reason("reads_back_differently", system=ESPOCRM))
