"""Writing to EspoCRM: one combined PATCH per run (rules 2.6), whose answer is a read too (rules 2.4)."""

from __future__ import annotations

from typing import Any

from syncconsole import clock, systems
from syncconsole.run import publication
from syncconsole.run.gather import ask_holders, read_espo
from syncconsole.run.publication import Publication
from syncconsole.run.settings import MOST_REPLANS
from syncconsole.run.settle import judge_side
from syncconsole.run.state import Reading, Run
from syncconsole.run.to_advoware import BAD_REQUEST, announce, in_time, leave_out, withdraw
from syncconsole.sync.errors import ESPOCRM, Modified, Refused, RemoteError, StaleReading, Transient
from syncconsole.sync.link import RECREATE
from syncconsole.sync.mapping import BOOKKEEPING, SYNC_STATUS
from syncconsole.sync.plan import Write
from syncconsole.sync.reasons import reason
from syncconsole.sync.states import SyncStatus
from syncconsole.sync.values import Seen


class NumberTaken(Exception):
    """EspoCRM refused our number because another of its records holds it."""

    def __init__(self, number: int, other: str) -> None:
        super().__init__("another record holds the number")
        self.number, self.other = number, other


def patch(run: Run, writes: tuple[Write, ...], tell: Publication, *, with_entries: bool = False) -> bool:
    """Send data, entries, number and bookkeeping in one PATCH, if any of them has to be sent.

    True if EspoCRM stands as planned afterwards; False if the run must plan again (the record moved,
    a part was refused, or entries were written). Raises what the calls raise, and NumberTaken.
    """
    planned_on = run.seen_espo
    assert planned_on is not None
    writes = writes[:1] if run.one_by_one else writes
    lists = run.entries.body(one=run.one_by_one) if with_entries and not (run.one_by_one and writes) else {}
    if not _needed(run, writes, lists, tell):
        return True
    if not run.readings[ESPOCRM].fresh or run.was_stale:
        read_espo(run)
        if moved(planned_on, run.seen_espo) or run.entries.moved(ESPOCRM):
            run.replans += 1
            return False
    if writes:
        announce(run, ESPOCRM, writes)
    if lists:
        run.entries.announce()
    try:
        with in_time(run, ESPOCRM):
            _send(run, writes, lists, tell)
    except StaleReading:
        withdraw(run, ESPOCRM)
        run.note_stale()
        return False
    except Modified:
        withdraw(run, ESPOCRM)
        run.replans += 1
        read_espo(run)
        return False
    except Refused as refusal:
        _after_refusal(run, refusal, writes, lists)
        return False
    except RemoteError as error:
        if not error.outcome_unknown:
            withdraw(run, ESPOCRM)
        raise
    if lists:  # the answer's own lists can be stale (recording 04)
        read_espo(run)
        run.entries.judge_espo()
    return not lists and not (run.one_by_one and writes)


def _needed(run: Run, writes: tuple[Write, ...], lists: dict[str, Any], tell: Publication) -> bool:
    return bool(writes or lists or _number(run) or publication.wanted(run, tell, carries_data=_carries_data(run)))


def _carries_data(run: Run) -> bool:
    """Whether this run has changed something of which EspoCRM was not told yet."""
    return bool(run.last_changed_at) and not run.told


def moved(before: Seen, now: Seen | None) -> bool:
    """Whether a mapped value or the number is another one."""
    return now is None or now.number != before.number or dict(now.values) != dict(before.values)


def _number(run: Run) -> dict[str, Any]:
    """The number that EspoCRM gets. One that it shows is a person's, and only a record made anew replaces it."""
    assert run.seen_espo is not None
    name, shown = run.mapping.number_espo, run.seen_espo.number
    if run.clears_number:
        return {name: None} if shown is not None else {}
    may = run.publishes_number and (shown is None or str(shown) == run.party.answers.get(RECREATE))
    return {name: run.party.number} if may and run.party.number and run.party.number != shown else {}


def _send(run: Run, writes: tuple[Write, ...], lists: dict[str, Any], tell: Publication) -> None:
    before = run.seen_espo
    assert before is not None
    data = run.mapping.espo_changes({w.field: w.value for w in writes}, before) | _number(run) | lists
    if data:
        run.last_changed_at = clock.now()
    bookkeeping = publication.wanted(run, tell, carries_data=bool(data) or _carries_data(run))
    came_from = publication.reading(before)
    answer = _update(run, data | bookkeeping, before)
    run.told = True
    _take_answer(run, answer, before, {w.field for w in writes})
    target = {**tell.as_attributes(), "filled": True}
    publication.note(run, target, publication.reading(answer), came_from)


def _update(run: Run, changes: dict[str, Any], before: Seen) -> Seen:
    started = clock.monotonic()
    try:
        raw = run.espo.update(run.definition.entity, run.party.espo_id, changes, before.version)
    except Transient as error:
        if error.status == 500 and run.mapping.number_espo in changes:
            _raise_if_taken(run, changes[run.mapping.number_espo], error)
        raise
    seen = run.mapping.see_espo(raw)
    run.readings[ESPOCRM] = Reading(seen, started)
    _learn_our_user(run, seen, before)
    run.entries.see_espo()
    return seen


def _raise_if_taken(run: Run, number: int, error: RemoteError) -> None:
    """EspoCRM answers a violated unique number with an empty 500 (recording 06)."""
    ask_holders(run, number)
    if run.holders:
        raise NumberTaken(number, run.holders[0]) from error


def _learn_our_user(run: Run, seen: Seen, before: Seen) -> None:
    moved_on = (seen.changed_at, seen.changed_by) != (before.changed_at, before.changed_by)
    if seen.changed_by and seen.changed_by != run.our_users.get(ESPOCRM) and moved_on:
        run.our_users[ESPOCRM] = seen.changed_by
        systems.change(ESPOCRM, our_user=seen.changed_by)


def _take_answer(run: Run, answer: Seen, before: Seen, written: set[str]) -> None:
    judge_side(run, ESPOCRM, answered=True, own_answer=True)
    others = [n for n in answer.values if n not in written and answer.values[n] != before.values.get(n)]
    ours = None if run.clears_number else run.party.number
    if others or (before.number and answer.number not in (before.number, ours)):
        run.again = True
    if answer.number == run.party.number:
        run.party.number_confirmed = True


def _after_refusal(run: Run, refusal: Refused, writes: tuple[Write, ...], lists: dict[str, Any]) -> None:
    if refusal.field in BOOKKEEPING:
        withdraw(run, ESPOCRM)
        run.dropped_bookkeeping.add(refusal.field)
        run.problems.append(reason("bookkeeping_refused", system=ESPOCRM, field=refusal.field))
        run.refusals += 1
        if run.refusals > MOST_REPLANS:
            raise refusal
    elif lists and _refused_entries(run, refusal, writes, lists):
        withdraw(run, ESPOCRM)
    elif writes:
        leave_out(run, ESPOCRM, refusal, writes)
    else:
        raise refusal


def _refused_entries(run: Run, refusal: Refused, writes: tuple[Write, ...], lists: dict[str, Any]) -> bool:
    """Whether the refusal was about entries, or may have been: then what is left is sent without them first."""
    if refusal.status != BAD_REQUEST or refusal.field in {write.field for write in writes}:
        return False
    run.refusals += 1
    if run.refusals > MOST_REPLANS:
        raise refusal
    if not run.entries.refuse(refusal.field, refusal.words or refusal.reason.code, lists, alone=not writes):
        run.one_by_one = True
    return True


def tell_syncing(run: Run) -> bool:
    """With SYNC_PUBLISH_SYNCING, show in EspoCRM that a run writes (one call more); False if the record moved."""
    before = run.seen_espo
    if not run.settings.publish_syncing or run.told_syncing or before is None:
        return True
    run.told_syncing = True
    if moved(before, _update(run, {SYNC_STATUS: str(SyncStatus.SYNCING)}, before)):
        run.replans += 1
        return False
    return True
