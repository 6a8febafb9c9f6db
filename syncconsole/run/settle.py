"""Judging what was sent by what a side holds now, and drawing the consequences (rules 2.3)."""

from __future__ import annotations

from syncconsole import clock
from syncconsole.run.questions import Sides
from syncconsole.run.state import Run
from syncconsole.sync.readback import DIFFERENT, EDITED, NOT_WRITTEN, Sent, judge
from syncconsole.sync.values import REFUSED, Pair, Seen


def judge_side(run: Run, side: str, *, answered: bool, own_answer: bool = False) -> None:
    """Judge all unsettled fields of `side` by its present reading.

    `answered`: the write was answered in this run; otherwise "as before" means not written.
    `own_answer`: the reading is the write's own answer, whose author says nothing.
    """
    waiting = run.unsettled.pop(side, {})
    reading = run.readings[side].seen
    foreign = not own_answer and _foreign(run, side, reading)
    for name, sent in waiting.items():
        _settle_field(run, side, name, sent, reading, answered=answered, foreign=foreign)


def _foreign(run: Run, side: str, seen: Seen) -> bool:
    ours = run.our_users.get(side, "")
    return bool(seen.changed_by and ours and seen.changed_by != ours)


def _settle_field(run: Run, side: str, name: str, sent: Sent, seen: Seen, *, answered: bool, foreign: bool) -> None:
    verdict = judge(sent, seen.values.get(name, ""), target=side, sure=answered, foreign_author=foreign)
    note_result(run, side, name, verdict.kind)
    if verdict.kind == NOT_WRITTEN or verdict.base is None:
        return
    run.base[name] = verdict.base
    sides = Sides(run.seen_espo, run.seen_advoware)
    if verdict.kind == EDITED:
        run.questions.keep(name, side, sent.value, "edited_after_us", verdict.base, sides, clock.now())
    if verdict.kind == DIFFERENT:
        run.questions.differ(name, verdict.base, sides, clock.now())
    else:
        run.questions.settle(name, clock.now(), difference=True)


def note_result(run: Run, side: str, name: str, result: str) -> None:
    """Say in the history what became of a value that was sent."""
    own = [change for change in run.changes if (change.side, change.field) == (side, name)]
    for change in own:
        change.result = result
    if not own:  # an earlier run sent it and could not see what became of it
        rows = run.definition.change.objects.filter(party=run.party, side=side, field=name, result="sent")
        rows.update(result=result)


def refuse(run: Run, side: str, name: str, value: str, words: str) -> None:
    """A system refuses `value` of one field: that part becomes an accepted difference, the rest goes on."""
    waiting = run.unsettled.get(side, {})
    waiting.pop(name, None)
    espo, advoware = run.seen_espo, run.seen_advoware
    pair = Pair(
        espo.values.get(name, "") if espo else "",
        advoware.values.get(name, "") if advoware else "",
        why=REFUSED,
        words=words,
        sent=value,
    )
    run.base[name] = pair
    note_result(run, side, name, "refused")
    run.questions.differ(name, pair, Sides(espo, advoware), clock.now())
