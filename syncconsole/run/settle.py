"""Judging what was sent by what a side holds now, and drawing the consequences (rules 2.3)."""

from __future__ import annotations

from collections.abc import Mapping

from syncconsole import clock
from syncconsole.run.questions import Sides
from syncconsole.run.state import Run
from syncconsole.sync.errors import ADVOWARE
from syncconsole.sync.readback import DIFFERENT, EDITED, NOT_WRITTEN, Sent, judge
from syncconsole.sync.values import REFUSED, STORED_DIFFERENTLY, Pair, Seen


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
    return bool(seen.changed_by and ours and seen.changed_by.casefold() != ours.casefold())


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


def keep_what_changed_on_the_way(run: Run, sent_as_read: Mapping[str, str]) -> None:
    """Fields that our PUT sent back as read, and that Advoware stored differently all the same.

    Where EspoCRM holds the value too, that is an accepted difference; else the lost value is kept for
    review. With another last author it is that person's edit, and is planned as one.
    """
    seen, espo = run.seen_advoware, run.seen_espo
    if seen is None or espo is None or _foreign(run, ADVOWARE, seen):
        return
    sides, now = Sides(espo, seen), clock.now()
    for name in run.policy.fields[espo.kind]:
        sent, held = sent_as_read.get(name, ""), seen.values.get(name, "")
        if not sent or sent == held:
            continue
        if espo.values.get(name) == sent:
            run.base[name] = Pair(sent, held, why=STORED_DIFFERENTLY, sent=sent)
            run.questions.differ(name, run.base[name], sides, now)
        else:
            run.questions.keep(name, ADVOWARE, sent, "changed_on_the_way", run.base.get(name), sides, now)


def note_result(run: Run, side: str, name: str, result: str) -> None:
    """Say in the history what became of a value that was sent."""
    own = [change for change in run.changes if (change.side, change.field) == (side, name)]
    for change in own:
        change.result = result
    if not own and not run.dry:  # an earlier run sent it and could not see what became of it
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
