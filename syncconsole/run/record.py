"""The three short transactions of a run (rules 2.3 and 3), each conditional on the run's epoch."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from syncconsole import clock, systems
from syncconsole.database import writing
from syncconsole.models import SystemState
from syncconsole.models.attempt import Outcome
from syncconsole.run.state import Change, Run
from syncconsole.run.statements import Sql, insert, insert_all, update
from syncconsole.sync import canonical
from syncconsole.sync.errors import ADVOWARE, ESPOCRM, LostLease
from syncconsole.sync.link import Hold
from syncconsole.sync.readback import Sent
from syncconsole.sync.reasons import Reason
from syncconsole.sync.values import Pair

_UNKNOWN = object()


def begin_attempt(definition: Any, party: Any, trigger: str, who: str, job_id: str) -> Any:
    """Close what a crashed run left open and save the new attempt before its first call."""
    now = clock.now()
    if party.lease_until is not None:  # nobody gave the lease back: that run is dead
        definition.attempt.objects.filter(party=party, outcome=Outcome.RUNNING).update(
            outcome=Outcome.ABANDONED, ended_at=now, decision={"code": "abandoned", "params": {}}
        )
    return insert(
        definition.attempt, party=party, epoch=party.epoch, trigger=trigger, who=who, job_id=job_id, started_at=now
    )


def before_writes(run: Run, side: str, changes: list[Change], sent: dict[str, Sent]) -> None:
    """Store, under the epoch, what will be sent, what the target held and what will be overwritten."""
    now = clock.now()
    run.unsettled.setdefault(side, {}).update(sent)
    with writing():
        update_party(
            run,
            base=base_as_json(run.base),
            unsettled=_unsettled_as_json(run),
            has_questions=_has_questions(run),
        )
        run.questions.save()
        _save_new_changes(run, changes, now)
    run.changes += changes


def _has_questions(run: Run) -> Any:
    """Whether something waits for a person or was decided; a decision made meanwhile must still be found."""
    if run.questions.open or run.questions.wishes:
        return True
    return Sql("CASE WHEN change_seq = %s THEN %s ELSE has_questions END", (run.noted_seq, False))


def _save_new_changes(run: Run, changes: list[Change], now: datetime) -> None:
    source = {ADVOWARE: run.seen_espo, ESPOCRM: run.seen_advoware}
    for change in changes:
        author = source[change.side]
        change.row = run.definition.change(
            party=run.party,
            attempt=run.attempt,
            side=change.side,
            field=change.field,
            before=change.before,
            after=change.after,
            rule=change.rule,
            result=change.result,
            author=author.author if author else "",
            authored_at=author.changed_at if author else None,
            at=now,
        )
    insert_all(run.definition.change, [change.row for change in changes])


def update_party(run: Run, **values: Any) -> None:
    """Update the party's row under the run's epoch. Raises LostLease if a successor has it."""
    ours = "id = %s AND epoch = %s AND lease_until IS NOT NULL"
    if not update(run.definition.record, values, ours, run.lease.pk, run.lease.epoch):
        raise LostLease
    run.stored.update(values)


def base_as_json(base: dict[str, Pair]) -> dict[str, Any]:
    """The stored form of a base."""
    return {name: pair.as_json() for name, pair in base.items()}


def _unsettled_as_json(run: Run) -> dict[str, Any]:
    return {side: {n: s.as_json() for n, s in sent.items()} for side, sent in run.unsettled.items() if sent}


def end(
    run: Run,
    outcome: str,
    decision: Reason,
    row: dict[str, Any],
    *,
    decisions: dict[str, str] | None = None,
    error: Reason | None = None,
    error_class: str = "",
) -> None:
    """Record the run: the attempt, its changes, its questions, and `row` of the party, all or nothing."""
    now = clock.now()
    with writing():
        update_party(run, **_moved(run, {**_common(run, now), **row}), lease_until=None)
        run.entries.save()
        run.questions.save()
        _save_results(run)
        ended = {
            "ended_at": now,
            "outcome": outcome,
            "decision": decision.as_json(),
            "decisions": decisions or {},
            "calls": [vars(call) for call in run.watch.calls],
            "error": error.as_json() if error else None,
            "error_class": error_class,
        }
        update(run.definition.attempt, ended, "id = %s", run.attempt.pk)
        _learn(run)
    run.lease.given_back = True


def _moved(run: Run, row: dict[str, Any]) -> dict[str, Any]:
    """What differs from the row as this run has left it so far; most of an unchanged party does not."""
    return {name: value for name, value in row.items() if value != run.stored.get(name, _UNKNOWN)}


def _save_results(run: Run) -> None:
    """What became of the sent values, one statement per kind of result."""
    by_result: dict[str, list[int]] = {}
    for change in run.changes:
        if change.result != change.row.result:
            by_result.setdefault(change.result, []).append(change.row.pk)
    for result, pks in by_result.items():
        update(run.definition.change, {"result": result}, f"id IN ({', '.join(['%s'] * len(pks))})", *pks)


def _common(run: Run, now: datetime) -> dict[str, Any]:
    """What every end of a run stores: what was seen, the base, and when to compare next."""
    values: dict[str, Any] = {
        "last_attempt_at": now,
        "base": base_as_json(run.base),
        "unsettled": _unsettled_as_json(run),
        "seen_meta": _meta(run, now),
        "problems": [problem.as_json() for problem in run.problems],
        "has_questions": _has_questions(run),
    }
    if run.published is not None:
        values["published"] = run.published
    if run.last_changed_at is not None:
        values["last_changed_at"] = run.last_changed_at
    values.update(_seen(run))
    return values


def _seen(run: Run) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if run.seen_espo is not None:
        raw = run.seen_espo.raw
        values["seen_espo"] = {**run.seen_espo.values, **run.entries.shown(ESPOCRM)}
        values["kind"] = run.seen_espo.kind
        values["name"] = run.definition.display_name(run.seen_espo.values, run.seen_espo.kind)[:255]
        listed = {name: canonical.storable(raw.get(name)) for name in ("modifiedAt", "modifiedById", "syncStatus")}
        values["listed"] = {**listed, "lastSync": bool(raw.get("advowareLastSync"))}
    if run.seen_advoware is not None:
        values["seen_advoware"] = {**run.seen_advoware.values, **run.entries.shown(ADVOWARE)}
        names = run.policy.names[run.seen_advoware.kind]
        values["seen_name"] = run.seen_advoware.values.get(names[0], "")[:255]
    return values


def _meta(run: Run, now: datetime) -> dict[str, Any]:
    meta = dict(run.party.seen_meta)
    for side, reading in run.readings.items():
        changed = reading.seen.changed_at
        meta[side] = {
            "at": now.isoformat(),
            "changed_at": changed.isoformat() if changed else None,
            "changed_by": reading.seen.author,
        }
    return meta


def next_comparison(run: Run, luck: float) -> datetime | None:
    """When the party is compared again at the latest, spread by ± 10 % so that reads are even over the day."""
    wait = run.settings.compare_after
    return clock.now() + timedelta(seconds=wait * (0.9 + 0.2 * luck)) if wait else None


def hold_as_json(run: Run, hold: Hold) -> dict[str, Any]:
    """The stored form of a hold; `found` tells by number what Advoware holds of each candidate."""
    rows = run.search.rows if run.search else ()
    found = {str(row.number): dict(row.values) for row in rows if row.number in hold.candidates}
    return {**hold.why.as_json(), "candidates": list(hold.candidates), "found": found}


def _learn(run: Run) -> None:
    """Remember which mapped keys a system has shown, and how it names us as author."""
    for side, reading in run.readings.items():
        shown = frozenset(reading.seen.values)
        if shown <= run.shown_keys.get(side, frozenset()):
            continue
        SystemState.objects.get_or_create(name=side)
        state = SystemState.objects.select_for_update().get(name=side)
        state.shown_keys = sorted(shown | set(state.shown_keys))
        state.save(update_fields=["shown_keys"])
        systems.forget()
