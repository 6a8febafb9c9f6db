"""How a run ends well: all equal, carried, held, deleted or gone; and what EspoCRM is then told."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from django.db import connection

from syncconsole import clock, messages
from syncconsole.database import writing
from syncconsole.models.attempt import Outcome
from syncconsole.run import record, streak, witness
from syncconsole.run.publication import Publication, compose
from syncconsole.run.questions import Sides
from syncconsole.run.state import Run
from syncconsole.run.statements import Sql
from syncconsole.sync import merge
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.link import NUMBER_TAKEN, Hold
from syncconsole.sync.plan import Plan
from syncconsole.sync.reasons import Reason, reason
from syncconsole.sync.record_id import is_record_id
from syncconsole.sync.states import Standing, SyncStatus, shown_status

# Columns that people set too, always together with a reason (people.operations, people.decisions).
PEOPLE_WRITE = ("failures", "given_up", "due_at", "answers")
STATE_COLUMNS = ("given_up", "gone_at", "deleted_at", "hold")


def take_over(run: Run, plan: Plan) -> None:
    """Take what the plan settles without a write: equal values, fields that wait, carried wishes."""
    now, sides = clock.now(), Sides(run.seen_espo, run.seen_advoware)
    for name, pair in plan.adopt.items():
        run.base[name] = pair
        run.questions.settle(name, now, difference=True)
    run.entries.take_over()
    witness.look(run)
    run.questions.hold([*((one, sides) for one in plan.held), *run.entries.held()], now)
    for name in [name for name in run.questions.wishes if not run.entries.owns(name)]:
        decided = plan.decisions.get(name)
        if decided is None or decided.rule != "decision":
            run.questions.refuse_wish(name, sides, now)
        elif decided.action == merge.ADOPT:
            run.questions.carried(name)
    anew = [*plan.problems, *run.entries.problems]
    codes = {problem.code for problem in anew} | {"key_absent"}
    run.problems = [problem for problem in run.problems if problem.code not in codes] + anew


def standing(run: Run, hold: Hold | None = None, *, gone: bool = False) -> Standing:
    """The standing after a run that carried out its plan."""
    return Standing(held_whole=hold is not None or gone, to_review=run.questions.open or run.entries.hold is not None)


def publication(run: Run, hold: Hold | None = None) -> Publication:
    """What EspoCRM is to be told after such a run."""
    asks = reason("review", fields=run.questions.fields()) if run.questions.open else None
    why = hold.why if hold else run.entries.hold or asks
    return compose(standing(run, hold), why=why, count=0, deleted_at=None)


def gone_publication(run: Run, number: int, since: datetime) -> Publication:
    """What EspoCRM is told of a party whose record is gone in Advoware."""
    return compose(standing(run, gone=True), why=reason("gone_in_advoware", number=number), count=0, deleted_at=since)


def end_well(run: Run, plan: Plan | None, decision: Reason, outcome: str, **more: Any) -> None:
    """Record a run that carried out its whole plan; `more` are further values of the party's row."""
    hold = plan.hold if plan else None
    partly = Hold(run.entries.hold) if run.entries.hold and plan and plan.complete else None
    waiting = hold or partly
    row: dict[str, Any] = {
        "failures": 0,
        "given_up": False,
        "error": None,
        "error_class": "",
        "failed_values": None,
        "due_at": run.entries.wait_until,
        "waits_for": "",
        "hold": record.hold_as_json(run, waiting) if waiting else None,
        "held_whole": hold is not None,
        "deleted_at": run.party.deleted_at if hold and hold.why.code == NUMBER_TAKEN else None,
        "gone_at": None,
        "answers": _answers_left(run, hold, partly),
        "last_compared_at": clock.now(),
        "compare_at": record.next_comparison(run, random.random()),
        "number_confirmed": _confirmed(run),
        **more,
    }
    rules = {name: d.rule for name, d in plan.decisions.items() if d.rule != "equal"} if plan else {}
    rules |= run.entries.rules()
    close(run, outcome, decision, standing(run, hold, gone=bool(more.get("gone_at"))), row, rules=rules)


def _answers_left(run: Run, whole: Hold | None, partly: Hold | None) -> dict[str, str]:
    """What people have answered and still counts: of a part that is held, only its own answer."""
    if whole or not partly:
        return run.party.answers if whole else {}
    return {code: answer for code, answer in run.party.answers.items() if code == partly.why.code}


def _confirmed(run: Run) -> bool:
    seen = run.seen_espo
    shown = seen is not None and seen.number is not None and seen.number == run.party.number
    return shown or bool(run.party.number_confirmed)


def last_values(run: Run) -> dict[str, Any]:
    """The canonical values that this run last read, by side; the number stands with EspoCRM's."""
    values: dict[str, Any] = {}
    if run.seen_espo is not None:
        values[ESPOCRM] = {**run.seen_espo.values, "#": run.seen_espo.number, "@": run.entries.values(ESPOCRM)}
    if run.seen_advoware is not None:
        values[ADVOWARE] = {**run.seen_advoware.values, "@": run.entries.values(ADVOWARE)}
    return values


def close(
    run: Run,
    outcome: str,
    decision: Reason,
    stands: Standing,
    row: dict[str, Any],
    *,
    rules: dict[str, str] | None = None,
    handled: bool = True,
    error: Reason | None = None,
    error_class: str = "",
) -> None:
    """Derive the status, record everything and tell staff; `row` are values of the party's row.

    With `handled` the reasons noted at the start are dealt with; a newer one shows as `dirty` and keeps
    a person's revival.
    """
    if handled:
        row["handled_seq"] = run.noted_seq
    row = {**_against_newer_reasons(run, stands, row.get("handled_seq", run.party.handled_seq)), **row}
    row.update({name: _unless_newer(run, name, row[name]) for name in PEOPLE_WRITE if name in row})
    with writing():
        record.end(run, outcome, decision, row, decisions=rules, error=error, error_class=error_class)
        streak.note_end(run, failed=error is not None)
        _tell_staff(run, stands, row)


def _against_newer_reasons(run: Run, stands: Standing, handled: int) -> dict[str, Any]:
    """Status and revival, decided by the database in the moment of the update: a reason may come any time."""
    done = str(shown_status(stands)) if handled == run.noted_seq else str(SyncStatus.DIRTY)
    dirty = str(SyncStatus.DIRTY)
    revived = Sql("CASE WHEN change_seq = %s THEN %s ELSE revived END", (run.noted_seq, False))
    if run.again:
        return {"change_seq": Sql("change_seq + 1"), "sync_status": dirty, "revived": revived}
    status = Sql("CASE WHEN change_seq = %s THEN %s ELSE %s END", (run.noted_seq, done, dirty))
    return {"sync_status": status, "revived": revived}


def _unless_newer(run: Run, name: str, value: Any) -> Sql:
    """`value`, unless a person acted meanwhile and may have set the column: then it stays.

    People's acts count a reason and revive the party; a webhook only counts one.
    """
    field = run.definition.record._meta.get_field(name)
    prepared = field.get_db_prep_save(value, connection)
    text = f"CASE WHEN change_seq = %s OR NOT revived THEN %s ELSE {field.column} END"
    return Sql(text, (run.noted_seq, prepared))


def _tell_staff(run: Run, stands: Standing, row: dict[str, Any]) -> None:
    """One message per change of state (rules 6), in the transaction that records it."""
    party = run.party
    before = {name: getattr(run.claimed, name) for name in STATE_COLUMNS}
    after = {name: row.get(name, getattr(party, name)) for name in STATE_COLUMNS} | {"given_up": stands.given_up}
    was, now = _states(before, run.questions.asked_at_start), _states(after, run.questions.asked())
    # A person, or a run that died before it told, may have begun or ended a state: then the open messages decide.
    unsure = run.claimed.revived or run.claimed.lease_until is not None
    for code in now:
        key = f"party:{run.definition.name}:{party.espo_id}:{code}"
        if now[code] and (unsure or not was[code]):
            more: dict[str, Any] = {"fields": run.questions.fields()} if code == "review" else {}
            messages.tell(key, code, definition=run.definition.name, espo_id=party.espo_id, to=_in_charge(run), **more)
        elif not now[code] and (unsure or was[code]):
            messages.over(key)


def _in_charge(run: Run) -> list[str]:
    """The EspoCRM user to whom the party is assigned, if its record says so."""
    assigned = run.seen_espo.raw.get("assignedUserId") if run.seen_espo else None
    return [assigned] if isinstance(assigned, str) and is_record_id(assigned) else []


def _states(columns: dict[str, Any], asked: frozenset[str]) -> dict[str, bool]:
    return {
        "given_up": columns["given_up"],
        "gone": columns["gone_at"] is not None,
        "deleted": columns["deleted_at"] is not None,
        "hold": columns["hold"] is not None and columns["gone_at"] is None,
        "conflict": "conflict" in asked,
        "review": "review" in asked,
    }


def outcome_of(run: Run) -> tuple[str, Reason]:
    """The attempt's outcome and decision after a compare that ended well."""
    writes = {side: len([c for c in run.changes if c.side == side]) for side in (ESPOCRM, ADVOWARE)}
    if run.created:
        return Outcome.WRITTEN, reason("created", number=run.party.number)
    if any(writes.values()):
        return Outcome.WRITTEN, reason("carried", to_espocrm=writes[ESPOCRM], to_advoware=writes[ADVOWARE])
    if run.entries.hold:
        return Outcome.HELD, run.entries.hold
    if run.entries.marks:
        return Outcome.WRITTEN, reason("marked", count=run.entries.marks)
    if run.told:
        return Outcome.WRITTEN, reason("published")
    return Outcome.EQUAL, reason("equal")
