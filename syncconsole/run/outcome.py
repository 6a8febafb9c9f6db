"""How a run ends well: all equal, carried, held, deleted or gone; and what EspoCRM is then told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from typing import Any

from syncconsole import clock, messages
from syncconsole.models.attempt import Outcome
from syncconsole.run import record
from syncconsole.run.publication import Publication, compose
from syncconsole.run.questions import Sides
from syncconsole.run.state import Run
from syncconsole.sync import merge
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.link import NUMBER_TAKEN, Hold
from syncconsole.sync.plan import Plan
from syncconsole.sync.reasons import Reason, reason
from syncconsole.sync.states import Standing, shown_status


def take_over(run: Run, plan: Plan) -> None:
    """Take what the plan settles without a write: equal values, fields that wait, carried wishes."""
    now, sides = clock.now(), Sides(run.seen_espo, run.seen_advoware)
    for name, pair in plan.adopt.items():
        run.base[name] = pair
        run.questions.settle(name, now, difference=True)
    run.questions.hold(plan.held, sides, now)
    for name in list(run.questions.wishes):
        decided = plan.decisions.get(name)
        if decided is None or decided.rule != "decision":
            run.questions.refuse_wish(name, sides, now)
        elif decided.action == merge.ADOPT:
            run.questions.carried(name)
    run.problems = [p for p in run.problems if p.code != "key_absent"] + list(plan.problems)


def standing(run: Run, hold: Hold | None = None, *, gone: bool = False) -> Standing:
    """The standing after a run that carried out its plan."""
    return Standing(held_whole=hold is not None or gone, to_review=run.questions.open)


def publication(run: Run, hold: Hold | None = None) -> Publication:
    """What EspoCRM is to be told after such a run."""
    why = hold.why if hold else reason("review", fields=run.questions.fields()) if run.questions.open else None
    return compose(standing(run, hold), why=why, count=0, deleted_at=None)


def gone_publication(run: Run, number: int, since: datetime) -> Publication:
    """What EspoCRM is told of a party whose record is gone in Advoware."""
    return compose(standing(run, gone=True), why=reason("gone_in_advoware", number=number), count=0, deleted_at=since)


def end_well(run: Run, plan: Plan | None, decision: Reason, outcome: str, **more: Any) -> None:
    """Record a run that carried out its whole plan; `more` are further values of the party's row."""
    hold = plan.hold if plan else None
    row: dict[str, Any] = {
        "failures": 0,
        "given_up": False,
        "error": None,
        "error_class": "",
        "failed_values": None,
        "due_at": None,
        "waits_for": "",
        "hold": record.hold_as_json(hold) if hold else None,
        "held_whole": hold is not None,
        "deleted_at": run.party.deleted_at if hold and hold.why.code == NUMBER_TAKEN else None,
        "gone_at": None,
        "answers": run.party.answers if hold else {},
        "last_compared_at": clock.now(),
        "compare_at": record.next_comparison(run, random.random()),
        "number_confirmed": _confirmed(run),
        **more,
    }
    rules = {name: d.rule for name, d in plan.decisions.items() if d.rule != "equal"} if plan else {}
    close(run, outcome, decision, standing(run, hold, gone=bool(more.get("gone_at"))), row, rules=rules)


def _confirmed(run: Run) -> bool:
    seen = run.seen_espo
    shown = seen is not None and seen.number is not None and seen.number == run.party.number
    return shown or run.party.number_confirmed


def last_values(run: Run) -> dict[str, Any]:
    """The canonical values that this run last read, by side; the number stands with EspoCRM's."""
    values: dict[str, Any] = {}
    if run.seen_espo is not None:
        values[ESPOCRM] = {**run.seen_espo.values, "#": run.seen_espo.number}
    if run.seen_advoware is not None:
        values[ADVOWARE] = dict(run.seen_advoware.values)
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

    With `handled` the reasons noted at the start are dealt with; a newer one shows as `dirty`.
    """
    newest = run.definition.record.objects.values_list("change_seq", flat=True).get(pk=run.party.pk)
    if run.again:
        newest += 1
        row["change_seq"] = newest
    if handled:
        row["handled_seq"] = run.noted_seq
    unhandled = newest != row.get("handled_seq", run.party.handled_seq)
    row["sync_status"] = str(shown_status(replace(stands, unhandled=unhandled)))
    record.end(run, outcome, decision, row, decisions=rules, error=error, error_class=error_class)
    _tell_staff(run, row)


def _tell_staff(run: Run, row: dict[str, Any]) -> None:
    """One message per change of state (rules 6)."""
    party = run.party
    key = f"party:{run.definition.name}:{party.espo_id}"
    columns = ("given_up", "gone_at", "deleted_at", "held_whole")
    after = {name: row.get(name, getattr(party, name)) for name in columns}
    states = {
        "given_up": after["given_up"],
        "gone": after["gone_at"],
        "deleted": after["deleted_at"],
        "hold": after["held_whole"] and not after["gone_at"],
        "conflict": run.questions.open,
    }
    for code, present in states.items():
        if present:
            messages.tell(f"{key}:{code}", code, definition=run.definition.name, espo_id=party.espo_id)
        else:
            messages.over(f"{key}:{code}")


def outcome_of(run: Run) -> tuple[str, Reason]:
    """The attempt's outcome and decision after a compare that ended well."""
    writes = {side: len([c for c in run.changes if c.side == side]) for side in (ESPOCRM, ADVOWARE)}
    if run.created:
        return Outcome.WRITTEN, reason("created", number=run.party.number)
    if any(writes.values()):
        return Outcome.WRITTEN, reason("carried", to_espocrm=writes[ESPOCRM], to_advoware=writes[ADVOWARE])
    if run.told:
        return Outcome.WRITTEN, reason("published")
    return Outcome.EQUAL, reason("equal")
