"""How a run ends badly (rules 4): what counts, what waits, what needs a person."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import Any

from syncconsole import breaker, clock
from syncconsole.models.attempt import Outcome
from syncconsole.run import streak
from syncconsole.run.entries import NoEntries
from syncconsole.run.outcome import close, last_values
from syncconsole.run.publication import compose
from syncconsole.run.record import next_comparison
from syncconsole.run.settings import AGAIN_SECONDS
from syncconsole.run.state import Run
from syncconsole.run.to_espo import NumberTaken, patch
from syncconsole.sync.errors import ESPOCRM, Modified, Refused, RemoteError, SystemDown
from syncconsole.sync.reasons import Reason, reason
from syncconsole.sync.retry import Retry, after_failure
from syncconsole.sync.states import Standing

log = logging.getLogger(__name__)

RATE_LIMITED = 429


def end_badly(run: Run, error: RemoteError) -> str:
    """Record a run that `error` ended; the attempt's outcome. Raises LostLease if a successor has the party."""
    if isinstance(error, SystemDown):
        if breaker.is_system_down(error, failing_number=run.party.number):
            return wait_for_system(run, error.system, error.reason)
        if error.status == RATE_LIMITED:
            return try_later(run, error.retry_after or AGAIN_SECONDS, error.reason)
    if isinstance(error, Modified):
        return try_later(run, AGAIN_SECONDS, reason("moved_too_often"))
    broken = streak.note_failure(run, error)
    if broken:
        return wait_for_system(run, error.system, broken)
    if not run.revived:
        return leave_failed(run, error.reason)
    if isinstance(error, Refused):
        return needs_person(run, error.reason, error.failure_class)
    return count_failure(run, error.reason, tell=error.system != ESPOCRM)


def wait_for_system(run: Run, system: str, why: Reason) -> str:
    """A system is down: the work waits, and the party loses no attempt."""
    due = None if run.revived else run.party.due_at  # it was only read: its next attempt is still to come
    row = {"waits_for": system, "due_at": due, "revived": run.revived}
    close(run, Outcome.WAITS, why, _as_before(run), row, handled=False, error=why, error_class="system_down")
    return Outcome.WAITS


def try_later(run: Run, seconds: float, why: Reason) -> str:
    """Due again in `seconds`; no attempt is counted."""
    due = clock.now() + timedelta(seconds=seconds)
    row: dict[str, Any] = {"waits_for": "", "compare_at": next_comparison(run, random.random())}
    if run.revived:  # else it was only to be read: its next attempt stays when it was, and the reason stays open
        row["due_at"] = due
    close(run, Outcome.AGAIN, why, _as_before(run), row, handled=run.revived)
    return Outcome.AGAIN


def end_unrevived(run: Run) -> None:
    """A failed or gone party was only read, for nothing has moved since: it stays as it is."""
    now = clock.now()
    row = {"last_compared_at": now, "compare_at": next_comparison(run, random.random()), "waits_for": ""}
    close(run, Outcome.EQUAL, reason("only_read"), _as_before(run), row)


def _as_before(run: Run) -> Standing:
    """A run that only postponed changes nothing about where the party stands."""
    party = run.party
    return Standing(
        ever_run=party.last_attempt_at is not None,
        given_up=party.given_up,
        open_error=party.error is not None,
        held_whole=party.held_whole,
        to_review=run.questions.open or party.hold is not None,
    )


def leave_failed(run: Run, why: Reason) -> str:
    """A failed party was only to be read, before its next attempt is due: that this failed too counts nothing."""
    row = {"compare_at": next_comparison(run, random.random()), "waits_for": ""}
    close(run, Outcome.FAILED, why, _as_before(run), row, error=why, error_class="transient")
    return Outcome.FAILED


def needs_person(run: Run, why: Reason, error_class: str) -> str:
    """No automatic retry: the field and the reason stand on the party until somebody acts."""
    return _fail(run, why, error_class, Retry(run.party.failures, False, False, None), tell=True)


def end_defect(run: Run) -> str:
    """A fault of the program: counted without storing anything of what was read, for that may be its cause."""
    run.readings.clear()
    run.entries = NoEntries()
    run.changes.clear()
    run.questions.touched.clear()
    run.problems.clear()
    return count_failure(run, reason("defect"), error_class="defect", tell=False)


def count_failure(run: Run, why: Reason, *, error_class: str = "transient", tell: bool = True) -> str:
    """Count one failed attempt of this party and set when it is tried again."""
    retry = after_failure(run.party.failures, run.party.given_up, run.settings.retry, random.random())
    return _fail(run, why, error_class, retry, tell=tell)


def _fail(run: Run, why: Reason, error_class: str, retry: Retry, *, tell: bool) -> str:
    stands = Standing(given_up=retry.given_up, open_error=True, to_review=run.questions.open)
    if tell:
        _tell_espo(run, stands, why, retry.failures)
    row: dict[str, Any] = {
        "failures": retry.failures,
        "given_up": retry.given_up,
        "error": why.as_json(),
        "error_class": error_class,
        "failed_values": last_values(run),
        "due_at": clock.now() + timedelta(seconds=retry.wait) if retry.wait is not None else None,
        "compare_at": next_comparison(run, random.random()),
        "waits_for": "",
    }  # what is held is decided anew by a run that gets that far
    close(run, Outcome.FAILED, why, stands, row, error=why, error_class=error_class)
    return Outcome.FAILED


def _tell_espo(run: Run, stands: Standing, why: Reason, count: int) -> None:
    """EspoCRM shows the failure where it can; that it cannot be told fails nothing further."""
    if run.seen_espo is None:
        return
    try:
        told = compose(stands, why=why, count=count, deleted_at=run.party.gone_at)
        if not patch(run, (), told) and run.seen_espo is not None:  # its reading had grown old: once more on a new one
            patch(run, (), told)
    except (RemoteError, NumberTaken):
        log.info("EspoCRM could not be told that a party failed; the next run tells it.")
