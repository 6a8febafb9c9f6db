"""Writing EspoCRM's lists: whole, within the run's one PATCH, on a fresh reading, read again afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kommunikation import judging, sides
from kommunikation.arrays import Arrays
from kommunikation.entries import EspoSide
from kommunikation.run import history, save, store
from kommunikation.run.look import plan_now
from kommunikation.run.state import State
from syncconsole.sync.errors import ESPOCRM, Gone, Refused


def ask_others(state: State) -> bool:
    """Read each party that holds a value new to this one; whether that told anything new, and it was planned again.

    EspoCRM's numbers belong to all parties that have them: type and flags that were set there meanwhile go along.
    """
    if state.plan is None or not state.plan.arrays.writes:
        return False
    new = _new_values(state, state.plan.arrays) - state.asked
    state.asked |= new
    learnt = {place: known for place in new & set(state.holders) for known in _read_holder(state, place)}
    moved = {place: known for place, known in learnt.items() if state.known.get(place) != known}
    state.known |= moved
    if moved:
        plan_now(state)
    return bool(moved)


def body(state: State, *, one: bool) -> dict[str, Any]:
    """The lists as a PATCH carries them; with `one` only the first channel that is to be written."""
    arrays = state.plan.arrays if state.plan else Arrays()
    if one and arrays.phones is not None:
        arrays = replace(arrays, mails=None)
    return arrays.body()


def announce(state: State) -> None:
    """Store the intents of the PATCH, what it overwrites, and the history."""
    assert state.plan is not None
    save.announce(state, state.plan, ESPOCRM, list(history.to_espocrm(state.plan, state.policy.region)), ())


def judge(state: State) -> None:
    """Judge the answered PATCH by what EspoCRM's lists hold now."""
    espo = state.run.seen_espo
    if espo is None:
        return
    side = sides.espo_side(sides.espo_part(espo.raw))
    save.take(state, judging.read_back(state.record, side, state.sides[1], (), True, state.policy))
    history.judge_espo(state.sent, side, state.policy)


def refuse(state: State, field: str, words: str, sent: Mapping[str, Any], *, alone: bool) -> bool:
    """Leave out the channel that EspoCRM names, or the only thing that was sent; False if it named none of several."""
    lists = [channel for channel, name in sides.LISTS.items() if name in sent]
    named = [channel for channel in lists if field in (sides.LISTS[channel], sides.VALUES[channel])]
    channels = named or (lists if len(lists) == 1 and alone else [])
    for channel in channels:
        save.after_answer(state, judging.refused_list(state.record, channel, words))
    for one in state.sent:
        change = one.change
        if change.side == ESPOCRM and change.result == "sent":
            change.result = "refused" if change.field.partition(":")[0] in channels else "not_written"
    return bool(channels)


def _new_values(state: State, arrays: Arrays) -> set[tuple[str, str]]:
    region = state.policy.region
    written = store.known_of(EspoSide(arrays.phones, arrays.mails), region)
    return set(written) - set(store.known_of(state.sides[0], region))


def _read_holder(state: State, place: tuple[str, str]) -> list[Any]:
    """What another party's record says of that value now; nothing if it is gone or no longer has it."""
    run = state.run
    party = run.definition.record.objects.filter(pk=state.holders[place][-1]).only("espo_id").first()
    try:
        raw = run.espo.read(run.definition.entity, party.espo_id) if party else {}
    except (Gone, Refused):  # what we may not see is not known
        return []
    found = store.known_of(sides.espo_side(sides.espo_part(raw)), state.policy.region)
    return [found[place]] if place in found else []
