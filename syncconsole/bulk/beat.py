"""A step's sign of life, so that the tick knows whether anybody is at a bulk action."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.models.bulk import BulkRun

BEAT_SECONDS = 5

log = logging.getLogger(__name__)


@contextmanager
def beating(run: BulkRun) -> Iterator[None]:
    """Note every few seconds that this generation of the run is alive, for the time of the block."""
    _beat(run)
    stop = threading.Event()
    thread = threading.Thread(target=_beat_on, args=(run, stop), name="bulk-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat_on(run: BulkRun, stop: threading.Event) -> None:
    try:
        while not stop.wait(BEAT_SECONDS):
            _beat(run)
    except Exception:
        log.exception("A sign of life could not be noted; the tick may begin anew, which does no harm.")
    finally:
        connection.close()


def _beat(run: BulkRun) -> None:
    with writing():
        BulkRun.objects.filter(pk=run.pk, generation=run.generation).update(beat_at=clock.now())
