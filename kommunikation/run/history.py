"""What people are told of entries: the rows of the history, and the questions that they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from kommunikation.acts import Act, PostEntry
from kommunikation.entries import AdvowareSide, EspoSide, Policy
from kommunikation.forms import comparison_form
from kommunikation.kommkz import MAIL, PHONE
from kommunikation.pairs import Recorded
from kommunikation.plan import CommunicationPlan, Line
from kommunikation.run.state import Sent, State
from kommunikation.run.store import known_of
from syncconsole import clock
from syncconsole.run.questions import Sides
from syncconsole.run.state import Change, Run
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.plan import HeldField
from syncconsole.sync.readback import ARRIVED, DIFFERENT
from syncconsole.sync.values import Pair, agreed, other

HELD = "both_changed_held"
QUIET_RULES = ("same", "equal")


def name_of(line: Line) -> str:
    """How a question or a change names the entry: `phone:3`."""
    return f"{line.channel}:{line.key}"


def of_act(state: State, act: Act) -> Sent | None:
    """The row of one write to Advoware; None if it only brings the marker up to date."""
    assert state.plan is not None
    field = next((name_of(line) for line in state.plan.lines if line.key == act.key), act.key)
    if isinstance(act, PostEntry):
        return Sent(Change(ADVOWARE, field, "", act.tlf, act.why), act.key)
    before = next((one.tlf for one in state.sides[1].entries or () if one.id == act.id), "")
    return None if before == act.tlf else Sent(Change(ADVOWARE, field, before, act.tlf, act.why), act.key, act.id)


def to_espocrm(planned: CommunicationPlan, region: str) -> Iterator[Sent]:
    """The rows of what EspoCRM's new lists change."""
    lists = {PHONE: planned.arrays.phones, MAIL: planned.arrays.mails}
    written = {form for _, form in known_of(EspoSide(planned.arrays.phones, planned.arrays.mails), region)}
    for line in planned.lines:
        if line.target is None or line.target == line.e or lists[line.channel] is None:
            continue
        if line.target in written or (not line.target and line.e not in written):
            yield Sent(Change(ESPOCRM, name_of(line), line.e, line.target, line.rule), line.key)


def keep_losses(state: State, planned: CommunicationPlan) -> None:
    """Keep every value that is about to be overwritten, as it was typed, for review."""
    run = state.run
    for line in planned.lines:
        if line.loses:
            base = agreed(line.base) if line.base else None
            typed, loser = _typed(state, line), other(line.source)
            run.questions.keep(name_of(line), loser, typed, line.rule, base, _sides(run, line), clock.now())


def _typed(state: State, line: Line) -> str:
    """How the losing side spells the value; a phone is the same number however it is spelled."""
    if line.channel == PHONE:
        return line.loses
    espo, advoware = state.sides
    if line.source == ADVOWARE:
        texts = [entry.value for entry in espo.of(line.channel) or ()]
    else:
        texts = [entry.tlf for entry in advoware.entries or ()]
    same = (text for text in texts if comparison_form(line.channel, text, state.policy.region) == line.loses)
    return next(same, line.loses)


def tell_differences(run: Run, before: Recorded, after: Recorded) -> None:
    """Ask about pairs that have come to differ by an accepted difference, and close what no longer differs."""
    was = {pair.key: pair for pair in before.pairs}
    for pair in after.pairs:
        name, old = f"{pair.channel}:{pair.key}", was.pop(pair.key, None)
        if pair.base.differs and pair.base.why and (old is None or old.base != pair.base):
            run.questions.differ(name, pair.base, _two_sides(run, name, pair.base), clock.now())
        elif not pair.base.differs:
            run.questions.settle(name, clock.now(), difference=True)
    for pair in was.values():
        run.questions.settle(f"{pair.channel}:{pair.key}", clock.now(), difference=True)


def held(run: Run, line: Line) -> tuple[HeldField, Sides]:
    """One entry that waits for a person."""
    return HeldField(name_of(line), line.e, line.a, line.base or None, line.rule), _sides(run, line)


def settle_wishes(run: Run, planned: CommunicationPlan, owns: Callable[[str], bool]) -> None:
    """What people decided: carried once both sides hold it, void once a side has moved."""
    lines = {name_of(line): line for line in planned.lines}
    for name in [name for name in run.questions.wishes if owns(name)]:
        line = lines.get(name)
        if line is None or line.rule != "decision":
            sides = _sides(run, line) if line else _two_sides(run, name, agreed(""))
            run.questions.refuse_wish(name, sides, clock.now())
        elif line.e == line.a == line.target:
            run.questions.carried(name)


def judge_advoware(sent: Iterable[Sent], side: AdvowareSide) -> None:
    """Say in the history what became of the values sent to Advoware."""
    entries = {entry.id: entry.tlf for entry in side.entries or ()}
    for one in sent:
        if one.change.side == ADVOWARE and one.change.result == "sent":
            held_now = [entries.get(one.entry, "")] if one.entry is not None else list(entries.values())
            one.change.result = ARRIVED if one.change.after in held_now else DIFFERENT


def judge_espo(sent: Iterable[Sent], side: EspoSide, policy: Policy) -> None:
    """The same for EspoCRM's lists."""
    shown = known_of(side, policy.region)
    for one in sent:
        change, channel = one.change, one.change.field.partition(":")[0]
        if change.side == ESPOCRM and change.result == "sent":
            there = (channel, change.after) in shown if change.after else (channel, change.before) not in shown
            change.result = ARRIVED if there else DIFFERENT


def unwritable(planned: CommunicationPlan) -> int:
    """How many entries one side holds that the other cannot get."""
    return sum(pair.base.differs for pair in planned.record.pairs) + len(planned.beyond_limit)


def _sides(run: Run, line: Line) -> Sides:
    return _two_sides(run, name_of(line), Pair(line.e, line.a))


def _two_sides(run: Run, name: str, pair: Pair) -> Sides:
    """Both records as read, with the entry's values in the place of a field's."""
    espo, advoware = run.seen_espo, run.seen_advoware
    return Sides(
        replace(espo, values={name: pair.e}) if espo else None,
        replace(advoware, values={name: pair.a}) if advoware else None,
    )
