"""What is stored of the entries: before a write, after each answer, and at the run's end."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kommunikation import sides
from kommunikation.pairs import Recorded
from kommunikation.plan import CommunicationPlan
from kommunikation.run import history, rest, store
from kommunikation.run.state import Sent, State
from syncconsole import clock
from syncconsole.database import writing
from syncconsole.run import record as run_record
from syncconsole.sync.reasons import Reason


def announce(state: State, planned: CommunicationPlan, side: str, sent: list[Sent], posting: Iterable[str]) -> None:
    """Before the writes to `side`: the intents, every value that will be overwritten, and the history.

    `posting`: keys of the pairs for which a POST begins.
    """
    history.keep_losses(state, planned)
    take(state, planned.record)
    state.sent += sent
    state.taken = True
    with writing():
        run_record.before_writes(state.run, side, [one.change for one in sent], {})
        _save_pairs(state, set(posting))


def take(state: State, record: Recorded) -> None:
    """Make `record` the present one; a pair that has come to differ, or no longer does, is a question."""
    history.tell_differences(state.run, state.record, record)
    state.record = record


def after_answer(state: State, record: Recorded) -> None:
    """Store at once what an answer made of the record."""
    assert state.stored is not None
    take(state, record)
    with writing():
        run_record.update_party(state.run, epoch=state.run.lease.epoch)
        state.stored.save_pairs(record, clock.now())


def at_the_end(state: State, hold: Reason | None, problems: Collection[Reason]) -> None:
    """Store the pairs, what was seen, and whether the party rests on it; inside the run's last transaction."""
    if state.stored is None:
        return
    if state.plan is None and not state.sent:
        _remember_edit(state)
        return
    planned = state.plan
    _save_pairs(state, set())
    if not state.taken and state.edited_before:
        state.stored.save_whole(edited=True)
    settled = planned is not None and planned.record == state.record and _asks_nothing(planned)
    state.stored.save_whole(
        espo=state.parts[0],
        advoware=rest.as_left(state.parts[1], state.markers),
        rests=settled and not state.posted,
        planned_by=state.planned_by,
        hold=hold.as_json() if hold else None,
        problems=[problem.as_json() for problem in problems],
        unwritable=history.unwritable(planned) if planned else 0,
    )
    store.remember(state.run.party.pk, state.sides[0], state.policy.region, clock.now())


def _remember_edit(state: State) -> None:
    """A person's edit that this run read and did not plan on: the next one has to, whoever wrote meanwhile."""
    whole, espo = state.stored.whole if state.stored else None, state.run.seen_espo
    if whole is None or espo is None or state.stored is None:
        return
    if not state.rests:
        side = sides.espo_side(sides.espo_part(espo.raw))
        store.remember(state.run.party.pk, side, state.policy.region, clock.now())
    if not state.edited:
        return
    if state.rests:  # it changed no entry
        state.stored.save_whole(espo_changed_at=espo.changed_at, espo_changed_by=espo.changed_by, edited=False)
    else:
        state.stored.save_whole(edited=True)


def _asks_nothing(planned: CommunicationPlan) -> bool:
    """Whether nothing is to be written and nobody is waited for: what waits is decided anew at each comparison."""
    waits = planned.holds or any(line.rule == history.HELD for line in planned.lines)
    return not planned.writes and not waits


def _save_pairs(state: State, posting: set[str]) -> None:
    assert state.stored is not None
    espo = state.run.seen_espo
    state.stored.save_whole(
        number=state.run.party.number,
        complete=state.record.complete,
        next_key=state.record.next_key,
        espo_changed_at=espo.changed_at if espo else None,
        espo_changed_by=espo.changed_by if espo else "",
        edited=False,
        rests=False,
    )
    state.stored.save_pairs(state.record, clock.now(), posting=posting)
    state.edited_before, state.edited = state.edited, False
